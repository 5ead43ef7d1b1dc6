"""Whose a bundle is, and whether each of its files is what was signed."""

import pytest

from iot_agent import seal, wire
from iot_agent.bundle import shipment
from iot_agent.wire import Code, WireError
from tests.support.bundles import SEED, Offer, example

KEY = seal.public_key(SEED)


def refused(code, work, *args):
    with pytest.raises(WireError) as error:
        work(*args)
    assert error.value.code is code


def test_a_good_one_is_unpacked_as_it_was_packed(tmp_path):
    files = example("x", **{"codecs/keymaps/fr.json": "{}", "simulators/example.py": ""})
    offer = Offer(3, files)
    listed = shipment.read(KEY, offer.sealed)
    shipment.unpack(listed, offer.packed, tmp_path)
    found = {str(path.relative_to(tmp_path)): path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    assert (listed.version, found) == (3, files)
    shipment.check(listed, tmp_path)


@pytest.mark.parametrize(
    "path",
    [
        "", "x.py", "drivers/x.py", "drivers/__init__.py", "core/kinds.py", "../x.py", "codecs/../core/x.py", "/etc/x.py",
        "codecs//x.py", "codecs/./x.py", "codecs/x.so", "codecs/x.PY", "codecs/X.py", "codecs/x.py/", "codecs\\x.py",
        "codecs/x.py\n", "codecs/x y.py", "codecs/é.py", "codecs/a/b/c/d.py", "codecs/.x.py", "codecs/x.pyc", "C:/codecs/x.py",
    ],
)  # fmt: skip
def test_a_path_that_leads_elsewhere(path):
    refused(Code.DRIVERS_UNSAFE, shipment.read, KEY, Offer(1, {path: "x"}).sealed)


def test_a_file_that_is_named_twice():
    file = wire.DriverFile(path="codecs/x.py", size=0, digest=seal.digest(b""))
    refused(Code.DRIVERS_UNSAFE, shipment.read, KEY, seal.seal(SEED, wire.Drivers(version=1, files=(file, file))))


def test_more_files_than_a_box_takes():
    files = {f"codecs/x{number}.py": "" for number in range(wire.MAX_DRIVER_FILES + 1)}
    refused(Code.DRIVERS_TOO_LARGE, shipment.read, KEY, Offer(1, files).sealed)


def test_what_is_signed_and_no_list():
    refused(Code.DRIVERS_DAMAGED, shipment.read, KEY, seal.seal(SEED, wire.Done()))


@pytest.mark.parametrize(
    "spoil", [lambda b: b"", lambda b: b[:-1], lambda b: b + b"x", lambda b: b"x" + b, lambda b: shipment.pack([b"x"])]
)
def test_bytes_that_are_not_those_of_the_list(spoil, tmp_path):
    offer = Offer(1, example("x"))
    refused(Code.DRIVERS_DAMAGED, shipment.unpack, shipment.read(KEY, offer.sealed), spoil(offer.packed), tmp_path)


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_text("MARK = 'y'\n")])
def test_what_became_of_it_on_the_disk(harm, tmp_path):
    offer = Offer(1, example("x"))
    listed = shipment.read(KEY, offer.sealed)
    shipment.unpack(listed, offer.packed, tmp_path)
    harm(tmp_path / "codecs/example.py")
    refused(Code.DRIVERS_DAMAGED, shipment.check, listed, tmp_path)
