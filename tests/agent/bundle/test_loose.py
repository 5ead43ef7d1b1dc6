"""A driver in a file that nobody has shipped."""

import pytest

from iot_agent.bundle import loose
from tests.support.bundles import DRIVER, example, put

PLACE = "drivers/scales/example.py"


def test_a_driver_finds_the_codec_beside_it_and_the_agent_behind_it(tmp_path):
    assert loose.driver(put(tmp_path, example("mine")) / PLACE).mark == "mine"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("def", "does not load: SyntaxError"),
        ("import nothing_of_the_kind", "does not load: ModuleNotFoundError: No module named 'nothing_of_the_kind'"),
        ("MARK = 1", "no driver is written in it"),
        (DRIVER.replace("weigh", "wiegh"), "the driver Example lacks weigh"),
        (DRIVER.replace("matches", "mathces"), "the driver Example lacks matches"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, text, why):
    with pytest.raises(ValueError, match=why):
        loose.driver(put(tmp_path, example("x", **{PLACE: text})) / PLACE)


def test_a_file_that_is_not_there_or_not_in_its_place_is_said(tmp_path):
    with pytest.raises(ValueError, match=r"there is no file .*example\.py"):
        loose.driver(tmp_path / PLACE)
    with pytest.raises(ValueError, match="does not stand under a folder drivers/"):
        loose.driver(put(tmp_path, {"example.py": DRIVER}) / "example.py")
