"""Bad bundles, at the start and by force, with the power cut at each step: a complete set of drivers serves at any
moment, those that worked serve on, and the database hears why."""

import asyncio
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from iot_agent import seal, wire
from iot_agent.bundle import check, shipment
from iot_agent.bundle.bundles import Bundles
from iot_agent.bundle.shelf import Shelf
from iot_agent.core import store
from tests.support.bundles import Bench, Database, Offer, bench, example
from tests.support.loop import in_loop

STRANGER = bytes(32)


@dataclass(frozen=True)
class Case:
    """What is offered over version 5, which works; how it ends, and the steps it comes to."""

    offer: Callable[[], Offer]
    code: str
    steps: tuple[str, ...]
    version: int = 5
    mark: str = "old"
    lost: dict[str, list[str]] = field(default_factory=dict)


ASKED = ("asked",)
ARRIVED = (*ASKED, "fetched", "first file")
UNPACKED = (*ARRIVED, "unpacked")
CHECKED = (*UNPACKED, "checked", "named", "ledger half written", "in force", "on the shelf")
PROVED = (*CHECKED, "proved")


def spoiled(offer: Offer, **values: object) -> Offer:
    """The bundle with another list, signed as ever."""
    listed = seal.unseal(seal.public_key(offer.seed), offer.sealed, wire.Drivers)
    offer.sealed = seal.seal(offer.seed, replace(listed, **values))
    return offer


def unsigned() -> Offer:
    offer = Offer(6, example("new"))
    offer.sealed = replace(offer.sealed, signature="")
    return offer


def truncated() -> Offer:
    offer = Offer(6, example("new"))
    offer.packed = offer.packed[:-20]
    return offer


def one_byte_off() -> Offer:
    offer = Offer(6, example("new"))
    offer.packed = Offer(6, example("nex")).packed
    return offer


def bomb() -> Offer:
    offer = Offer(6, example("new"))
    offer.packed = shipment.pack([bytes(64 << 20)])
    return offer


def oversized() -> Offer:
    file = wire.DriverFile(path="codecs/big.py", size=wire.MAX_DRIVERS, digest="0")
    return spoiled(Offer(6, example("new")), files=(file, replace(file, path="codecs/small.py", size=1)))


def escaping() -> Offer:
    return Offer(6, example("new", **{"drivers/../../../escaped.py": "ESCAPED = True"}))


def absolute() -> Offer:
    return Offer(6, example("new", **{"/escaped/escaped.py": "ESCAPED = True"}))


def broken(text: str) -> Callable[[], Offer]:
    return lambda: Offer(6, example("new", **{"drivers/scales/broken.py": text}))


def loop() -> Offer:
    one, other = "from .b import B\nA = 1\n", "from .a import A\nB = 1\n"
    return Offer(6, example("new", **{"codecs/a.py": one, "codecs/b.py": other}))


def lacking() -> Offer:
    return Offer(6, example("new", **{"drivers/scales/other.py": "import no_such_library\n"}))


CASES = {
    "unsigned": Case(unsigned, "drivers_unsigned", ASKED),
    "wrong key": Case(lambda: Offer(6, example("new"), seed=STRANGER), "drivers_unsigned", ASKED),
    "older version": Case(lambda: Offer(4, example("new")), "drivers_older", ASKED),
    "same version, others": Case(lambda: Offer(5, example("new")), "drivers_older", ASKED),
    "truncated": Case(truncated, "drivers_damaged", ARRIVED[:2]),
    "one byte off": Case(one_byte_off, "drivers_damaged", ARRIVED[:2]),
    "bomb": Case(bomb, "drivers_damaged", ARRIVED[:2]),
    "oversized": Case(oversized, "drivers_too_large", ASKED),
    "path escape": Case(escaping, "drivers_unsafe", ASKED),
    "absolute path": Case(absolute, "drivers_unsafe", ASKED),
    "syntax error": Case(broken("def"), "drivers_broken", UNPACKED),
    "import loop": Case(loop, "drivers_broken", UNPACKED),
    "ends the process": Case(broken("import os\nos._exit(0)"), "drivers_broken", ()),
    "never ends": Case(broken("while True: pass"), "drivers_broken", ()),
    "newer agent needed": Case(broken("from ...values import Holograms"), "drivers_broken", ()),
    "missing library": Case(lacking, "missing_library", PROVED, version=6, mark="new"),
    "device does not come back": Case(
        lambda: Offer(6, example("new")), "drivers_no_device", CHECKED, lost={"new": ["scale"]}
    ),
    "good": Case(lambda: Offer(6, example("new")), "", PROVED, version=6, mark="new"),
}
CUTS = [(name, step) for name, case in CASES.items() for step in case.steps]

each = pytest.mark.parametrize("name", CASES)


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(check, "PATIENCE", 8.0)


@pytest.fixture(scope="module")
def five(tmp_path_factory):
    """The state folder of a box whose drivers of version 5 have proved themselves."""
    folder = tmp_path_factory.mktemp("five")

    @in_loop
    async def take():
        async with bench(folder, Database(Offer(5, example("old")))) as box:
            await box.says(5)

    take()
    return folder


@pytest.fixture
def folder(five, tmp_path):
    return shutil.copytree(five, tmp_path / "state")


def complete(box: Bench) -> None:
    """Every driver there was is there, whole, and nothing stands where it should not."""
    assert box.shelf.claims.keys() >= {"escpos", "star", "zpl", "toledo_8217", "hid_keyboard", "example"}
    assert box.mark in ("old", "new")


async def ends_well(box: Bench, case: Case, folder) -> None:
    said = await box.says(case.version, case.code)
    assert bool(said.detail) == bool(case.code) or case.code == "drivers_unsigned"
    complete(box)
    assert box.mark == case.mark
    assert not list(folder.rglob("escaped*"))
    assert not list(folder.rglob("staging-*"))


@each
@in_loop
async def test_at_start(folder, name):
    case = CASES[name]
    async with bench(folder, Database(case.offer()), **case.lost) as box:
        await ends_well(box, case, folder)
    box = Bench(folder, Database())
    await box.renewal.open()
    assert (box.mark, box.renewal.state.version) == (case.mark, case.version), "the same after a restart"


@each
@in_loop
async def test_forced(folder, name):
    case, database = CASES[name], Database(Offer(5, example("old")))
    async with bench(folder, database, **case.lost) as box:
        await box.says(5)
        database.automatic, database.offer = False, case.offer()
        box.renewal.wish(forced=True)
        await ends_well(box, case, folder)


@pytest.mark.parametrize(("name", "step"), CUTS)
def test_power_cut(folder, name, step):
    case = CASES[name]
    assert in_a_child(lambda: asyncio.run(take_until_cut(folder, case, step))) == signal.SIGKILL

    @in_loop
    async def afterwards():
        box = Bench(folder, Database())
        await box.renewal.open()
        complete(box)
        async with bench(folder, Database(case.offer()), **case.lost) as box:
            await ends_well(box, case, folder)

    afterwards()


def in_a_child(work: Callable[[], object]) -> int:
    """The signal that ended a copy of this process in the middle of its work; 0 if none did."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) * -1


async def take_until_cut(folder, case: Case, step: str) -> None:
    database = Database(case.offer())
    before, after = ("before", cut), ("after", cut)
    place, name, when = {
        "asked": (database, "_ask", after),
        "fetched": (database, "_fetch", after),
        "first file": (shipment.os, "fsync", after),
        "unpacked": (Bundles, "fill", after),
        "checked": (Bundles, "adopt", before),
        "named": (Bundles, "activate", before),
        "ledger half written": (store.Path, "replace", before),
        "in force": (Bundles, "activate", after),
        "on the shelf": (Shelf, "put", after),
        "proved": (Bundles, "confirm", after),
    }[step]
    async with bench(folder, Database()) as box:
        await box.says(5)
        if step == "ledger half written":
            sprung(Bundles, "activate", ("before", lambda: sprung(place, name, when)))
        else:
            sprung(place, name, when)
        box.database, box.renewal._server = database, database.server()
        box.lost = case.lost
        box.renewal.wish()
        await box.says(0, "never")


def cut() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def sprung(place, name, when) -> None:
    """Have something happen before or after each call of it."""
    real, (moment, trap) = getattr(place, name), when

    def call(*args, **kwargs):
        if moment == "before":
            trap()
            return real(*args, **kwargs)
        result = real(*args, **kwargs)
        if asyncio.iscoroutine(result):
            return awaited(result)
        trap()
        return result

    async def awaited(result):
        done = await result
        trap()
        return done

    setattr(place, name, call)
