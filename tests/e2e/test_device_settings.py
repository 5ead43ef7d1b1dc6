"""What a user settles on the forms of a scanner, a footswitch and a scale, tried there live."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator

from tests.support.e2e_shared import SharedBox, shared_box
from tests.support.e2e_shop import Shop
from tests.support.e2e_wait import PATIENCE, until
from tests.support.screens import Office


@pytest.fixture(scope="module")
def shared(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedBox]:
    """A scanner that looks like a keyboard, a footswitch, and a scale on a serial line."""
    with shared_box(shop, tmp_path_factory.mktemp("settings"), "scanner", "pedal", "scale") as it:
        yield it


def test_press_the_pedal_now_shows_the_key(shared: SharedBox, office: Office) -> None:
    """H3: the form waits for the pedal, and says which key it sends."""
    office.open_record("iot.device", shared.device("pedal"))
    office.page.get_by_role("button", name="Test Footswitch").click()
    office.page.get_by_text("Press the pedal now.").wait_for()
    shown = office.page.locator(".o_iot_keys kbd").first
    _until_shown(shown, lambda: shared.simulators.tell("pedal", key="B"))
    office.sees(shown, "B")
    shared.simulators.tell("pedal", key="F13")
    office.sees(shown, "F13")


def test_a_keyboard_is_a_scanner_while_its_user_says_so(shared: SharedBox, office: Office) -> None:
    """G1, G3: Is Scanner both ways; what a scan says is read by the keyboard layout that was chosen."""
    scanner = shared.device("scanner")
    office.open_record("iot.device", scanner)
    office.page.get_by_text("none of its keys is read").wait_for()
    office.page.get_by_label("Is Scanner").check()
    office.save()
    shared.becomes(scanner, driver="hid_keyboard", kind="scanner", health="connected")

    scan = "AZ-09"
    assert _read(shared, office, scanner, scan) == "QW6)("
    office.select("Keyboard Layout", "French (France)")
    office.save()
    until(lambda: _read(shared, office, scanner, scan) == scan, PATIENCE, "the French layout is in force")

    office.page.get_by_label("Is Scanner").uncheck()
    office.save()
    shared.becomes(scanner, driver="plain_keyboard")
    until(lambda: _holders(shared) == 0, PATIENCE, "nobody reads its keys")


def test_a_scale_is_described_on_its_form(shared: SharedBox, office: Office) -> None:
    """F3: the line, the question and the answer of a scale that nobody wrote a driver for, tried at once."""
    scale = shared.device("scale")
    shared.becomes(scale, driver="toledo_8217", health="connected")
    shared.simulators.weigh(1.234)
    office.open_record("iot.device", scale)
    office.select("Speaks", "Another: Described Below")
    office.page.locator("[name=scale_line] input").fill("9600 7E1")
    office.page.locator("[name=scale_ask] input").fill("W\\r")
    office.page.locator("[name=scale_answer] input").fill(r"(?P<value>\d+\.\d+)")
    office.page.locator("[name=scale_unit] input").fill("lb")
    office.save()
    shared.becomes(scale, driver="generic_scale", health="connected")
    office.open_record("iot.device", scale)
    office.page.get_by_role("button", name="Read Weight").click()
    office.sees(".o_iot_weight", "1.234 lb", PATIENCE)


def _holders(shared: SharedBox) -> int:
    """How many programs see a scan."""
    shared.simulators.scan("0")
    return int(shared.simulators.state("scanner")["seen"])


def _read(shared: SharedBox, office: Office, scanner: int, code: str) -> str:
    """What the form shows of a scan of a scanner that is set to French."""
    office.open_record("iot.device", scanner)
    office.page.get_by_role("button", name="Test Scanner").click()
    shown = office.page.locator(".o_iot_scans li span:first-child").first
    _until_shown(shown, lambda: shared.simulators.tell("scanner", code=code, layout="fr"))
    return shown.inner_text()


def _until_shown(shown: Locator, do: Callable[[], None]) -> None:
    """Does it again until somebody listens."""

    def done() -> bool:
        do()
        shown.page.wait_for_timeout(300)
        return shown.is_visible()

    until(done, PATIENCE, "what was done is shown")
