"""What python-escpos's data says of a printer by its name."""

import json

import pytest

from iot_agent.codecs.escpos_ticket import PAGES
from iot_agent.drivers.printers import profiles
from iot_agent.values import Fit


@pytest.fixture
def _fresh():
    profiles.model.cache_clear()
    profiles._models.cache_clear()
    yield
    profiles.model.cache_clear()
    profiles._models.cache_clear()


@pytest.mark.parametrize(
    ("name", "width", "columns", "raster", "qr"),
    [
        ("TM-T20II", 576, 48, True, True),
        ("EPSON TM-T20II-42col", 546, 42, True, True),
        ("EPSON_TM-T88V", 512, 42, True, True),
        ("EpsonTMU220B", 400, 42, False, False),
        ("EPSON_TM_U220__IMC_LDV_LDH_SCALE80__", 400, 42, False, False),
        ("POS-5890", 384, 32, True, False),
        ("USB POS5890 series", 384, 32, True, False),
    ],
)
def test_models_by_the_name_of_a_printer(name, width, columns, raster, qr):
    model = profiles.model(name)

    assert (model.width, model.columns, model.raster, model.qr) == (width, columns, raster, qr)


@pytest.mark.parametrize("name", ["", "Kitchen", "TM-T20III", "TM-T88VI", "TM-U2200", "default", "T-1000", "RP326"])
def test_other_names_are_no_model(name):
    """The next model of a series is another one; one whose paper the data does not know is none, either."""
    assert profiles.model(name) is profiles.UNKNOWN


def test_code_tables_are_those_python_knows():
    pages = profiles.model("TM-T88V").pages

    assert (pages["cp437"], pages["cp858"], pages["cp1252"], pages["cp866"]) == (0, 19, 16, 17)
    assert not pages.keys() & profiles.FOREIGN
    assert profiles.model("TM-U220").pages == {"cp437": 0}
    assert profiles.UNKNOWN.pages is PAGES


def test_what_suits_it():
    assert profiles.model("TM-T88V").fit == Fit("raster", 100, 512)
    assert profiles.model("TM-U220").fit == Fit("column_low", 100, 400, tall=50)
    assert profiles.UNKNOWN.fit == Fit("raster", 100, 576)
    assert profiles.model("TM-T88V").case(512).columns == 42
    assert profiles.model("TM-T88V").case(256).columns == 21
    assert profiles.UNKNOWN.case(384).columns == 32


@pytest.mark.usefixtures("_fresh")
@pytest.mark.parametrize(
    "data", [None, b"", b"[]", b'{"profiles": {"TM-T88V": {}}, "encodings": {}}', b'{"profiles": []}']
)
def test_without_the_data_no_model_is_known(monkeypatch, tmp_path, data):
    if data is not None:
        (tmp_path / profiles.DATABASE).write_bytes(data)
    monkeypatch.setattr(profiles, "_database", lambda: tmp_path / profiles.DATABASE)

    assert profiles.model("TM-T88V") is profiles.UNKNOWN


@pytest.mark.usefixtures("_fresh")
def test_the_library_itself_is_not_needed(monkeypatch):
    monkeypatch.setattr(profiles, "find_spec", lambda _name: None)

    assert profiles.model("TM-T88V") is profiles.UNKNOWN


def test_the_data_is_read_from_where_the_library_keeps_it():
    assert json.loads(profiles._database().read_bytes())["profiles"]
