"""Connecting an IoT system and letting it go, clicking as the documentation says."""

from collections.abc import Callable

from native.ports import free_port
from tests.support.e2e_box import BoxProcess
from tests.support.e2e_fixtures import NewBox
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_wait import until
from tests.support.screens import Homepage, Office

NewHomepage = Callable[..., Homepage]


def test_a_connection_token_connects(
    shop: Shop, free_box: BoxProcess, office: Office, new_homepage: NewHomepage
) -> None:
    """Proof 1, B3: IoT app, Connect, Offline pairing, copy; homepage, Configure, Server Token, Connect."""
    office.open_app(debug=True)
    office.open_connect().get_by_role("button", name="Offline pairing").click()
    token = office.dialog("Pair an IoT Box offline").get_by_label("Token", exact=True).input_value()

    homepage = new_homepage(free_box)
    homepage.page.get_by_role("button", name="Configure").click()
    homepage.page.get_by_label("Server Token").fill(token)
    homepage.page.get_by_role("button", name="Connect", exact=True).click()
    homepage.sees("#database-badge", "Connected")

    office.sees_toast("is connected")
    office.page.wait_for_selector(".o_form_view")
    assert free_box.identifier in office.page.locator(".o_form_view .oe_title input").input_value()
    assert shop.is_online(free_box.identifier)
    names = {device["kind"] for device in shop.devices(shop.box_id(free_box.identifier))}
    assert names == {"printer", "scale", "scanner"}


def test_a_pairing_code_connects_a_box_that_announced_itself(
    shop: Shop, new_box: NewBox, simulators: Simulators, office: Office, new_homepage: NewHomepage
) -> None:
    """Proof 1, B2: the code on the homepage, typed in Use Pairing Code; only the box can reach the server."""
    nowhere = [f"http://127.0.0.1:{free_port()}"]
    box = new_box(simulators, server=shop.url, database=shop.database, advertise=nowhere).start()
    code = new_homepage(box).pairing_code()
    office.open_app()
    office.open_connect().get_by_role("button", name="Use Pairing Code").click()
    office.page.get_by_label("Pairing code").fill(code)
    office.dialog().get_by_role("button", name="Connect", exact=True).click()
    office.sees_toast("is connected")
    box.wait_online()
    assert shop.box(box.identifier, "name")["name"] == f"{box.identifier} {code.replace(' ', '')}"


def test_a_pairing_code_connects_a_box_at_a_typed_address(
    shop: Shop, free_box: BoxProcess, office: Office, new_homepage: NewHomepage
) -> None:
    """Proof 1, B2: nobody knows the box; the administrator's browser, on its network, brings code and token."""
    code = new_homepage(free_box).pairing_code()
    office.open_app()
    office.open_connect().get_by_role("button", name="Use Pairing Code").click()
    office.page.get_by_label("Pairing code").fill(code.lower())
    office.dialog().get_by_role("button", name="Connect", exact=True).click()
    office.page.get_by_label("Address of the IoT system").fill(free_box.url.removeprefix("http://"))
    office.dialog().get_by_role("button", name="Connect", exact=True).click()
    office.sees_toast("is connected")
    free_box.wait_online()


def test_a_wrong_pairing_code_connects_nothing(shop: Shop, free_box: BoxProcess, office: Office) -> None:
    """Proof 1, B2: the administrator reads why."""
    office.expect("400|401")  # the box's no, which Chromium notes as a failed request
    office.open_app()
    office.open_connect().get_by_role("button", name="Use Pairing Code").click()
    office.page.get_by_label("Pairing code").fill("ABCD2345")
    office.dialog().get_by_role("button", name="Connect", exact=True).click()
    office.page.get_by_label("Address of the IoT system").fill(free_box.url)
    office.dialog().get_by_role("button", name="Connect", exact=True).click()
    office.page.get_by_role("alert").filter(has_text="pairing code is wrong").wait_for()
    assert not free_box.status()["paired"]


def test_a_box_of_the_network_that_announced_itself_is_connected_by_itself(
    shop: Shop, new_box: NewBox, office: Office
) -> None:
    """Proof 1, seeds: if an IoT system is detected, it is connected automatically."""
    box = new_box(server=shop.url, database=shop.database).start()
    office.open_app()
    until(lambda: box.url in shop.call("iot.pairing", "candidates"), 10, "Odoo knows its address")
    office.open_connect()
    office.sees_toast("is connected")
    box.wait_online()


def test_several_boxes_of_the_network_are_chosen_from(shop: Shop, new_box: NewBox, office: Office) -> None:
    """Proof 1, seeds: if multiple IoT systems are found, select the appropriate one, then click Connect."""
    one, other = (new_box(server=shop.url, database=shop.database).start() for _ in range(2))
    urls = {one.url, other.url}
    until(lambda: urls <= set(shop.call("iot.pairing", "candidates")), 10, "Odoo knows their addresses")
    office.open_app()
    dialog = office.open_connect()
    dialog.get_by_role("radio").nth(1).wait_for()
    dialog.locator("label").filter(has_text=other.url).click()
    dialog.get_by_role("button", name="Connect", exact=True).click()
    office.sees_toast("is connected")
    other.wait_online()
    assert not one.status()["paired"]


def test_the_only_box_of_the_network_is_connected_by_itself(
    shop: Shop, box: BoxProcess, box_id: int, office: Office, new_homepage: NewHomepage
) -> None:
    """Proof 1, seeds: if an IoT system is detected, it is connected automatically."""
    _disconnect(new_homepage(box), shop, box)
    office.open_app()
    office.open_connect()
    office.sees_toast("is connected")
    box.wait_online()
    assert shop.box_id(box.identifier) == box_id


def test_deleting_the_system_in_odoo_frees_the_box(
    shop: Shop, box: BoxProcess, box_id: int, office: Office, new_homepage: NewHomepage
) -> None:
    """Proof 1, A3: card, cog, Delete; the homepage shows a pairing code again."""
    homepage = new_homepage(box)
    homepage.sees("#database-badge", "Connected")
    office.open_app()
    office.card(box.identifier).click()
    office.page.wait_for_selector(".o_form_view")
    office.delete_record()
    box.wait_free()
    homepage.sees("#database-badge", "Not connected")
    assert len(homepage.pairing_code().replace(" ", "")) == 8
    assert not shop.box_id(box.identifier)


def test_a_box_deleted_while_it_was_away_is_free_once_it_is_back(shop: Shop, box: BoxProcess, box_id: int) -> None:
    """Proof 1, A3: nobody was there to hear the doorbell."""
    box.stop()
    shop.delete_box(box.identifier)
    box.start()
    box.wait_free()
    shop.pair(box, 3)


def test_disconnecting_on_the_homepage_is_known_in_odoo(
    shop: Shop, box: BoxProcess, box_id: int, office: Office, new_homepage: NewHomepage
) -> None:
    """Proof 1, A3: Configure, Disconnect; the card goes, and the record stays for when the box comes back."""
    office.open_app()
    office.card(box.identifier).wait_for()
    _disconnect(new_homepage(box), shop, box)
    until(lambda: not shop.box_id(box.identifier), 5, "Odoo knows")
    office.open_app()
    office.page.wait_for_selector(".o_kanban_view")
    assert office.card(box.identifier).count() == 0
    archived = shop.call("iot.box", "search_read", [("id", "=", box_id), ("active", "=", False)], ["online"])
    assert [row["online"] for row in archived] == [False]


def test_a_homepage_opened_from_odoo_disconnects_without_a_code(
    shop: Shop, box: BoxProcess, box_id: int, office: Office
) -> None:
    """Proof 1, A3, seeds: card, Homepage; there Configure, Disconnect in the popup."""
    office.open_record("iot.box", box_id)
    with office.page.expect_popup() as opened:
        office.page.get_by_role("button", name="Homepage").click()
    homepage = opened.value
    homepage.get_by_role("button", name="Configure").click()
    assert not homepage.locator("#disconnect-owner").is_visible()
    homepage.get_by_role("button", name="Disconnect").click()
    box.wait_free()
    until(lambda: not shop.box_id(box.identifier), 5, "Odoo knows")
    assert "#" not in homepage.url


def test_disconnecting_needs_the_owner_code(shop: Shop, box: BoxProcess, new_homepage: NewHomepage) -> None:
    """Proof 1, B7: somebody on the network who does not know it reads why nothing happens."""
    homepage = new_homepage(box)
    homepage.expect("401")
    homepage.page.get_by_role("button", name="Configure").click()
    homepage.page.locator("#disconnect-owner").fill("ABCD-EFGH-JKLM")
    homepage.page.get_by_role("button", name="Disconnect").click()
    until(lambda: homepage.page.locator("#disconnect-error").inner_text(), 5, "a reason")
    assert box.status()["paired"]
    assert shop.box_id(box.identifier)


def test_the_pairing_code_is_hidden_once_paired(box: BoxProcess, new_homepage: NewHomepage) -> None:
    """B2: a box that belongs to somebody shows no code."""
    homepage = new_homepage(box)
    homepage.sees("#database-badge", "Connected")
    assert not homepage.page.locator("#code-section").is_visible()


def test_a_new_pairing_code_needs_no_restart(free_box: BoxProcess, new_homepage: NewHomepage) -> None:
    """B5: New code; its remaining life is shown."""
    homepage = new_homepage(free_box)
    first = homepage.pairing_code()
    started = free_box.status()["uptime"]
    homepage.page.get_by_role("button", name="New code").click()
    until(lambda: homepage.pairing_code() != first, 5, "another code")
    assert "Valid for" in homepage.page.locator("#code-life").inner_text()
    assert free_box.status()["uptime"] > started


def test_a_used_token_is_refused_in_words(shop: Shop, new_box: NewBox, new_homepage: NewHomepage) -> None:
    """Proof 1, B3: a token is for one box."""
    first, second = new_box().start(), new_box().start()
    token = shop.token()
    first.pair(token)
    first.wait_online()
    homepage = new_homepage(second)
    homepage.expect("40[0-9]")
    homepage.page.get_by_role("button", name="Configure").click()
    homepage.page.get_by_label("Server Token").fill(token)
    homepage.page.get_by_role("button", name="Connect", exact=True).click()
    reason = until(lambda: homepage.page.locator("#connect-error").inner_text(), 10, "a reason")
    assert "token" in reason
    assert not second.status()["paired"]


def _disconnect(homepage: Homepage, shop: Shop, box: BoxProcess) -> None:
    homepage.page.get_by_role("button", name="Configure").click()
    homepage.page.locator("#disconnect-owner").fill(shop.box(box.identifier, "owner_code")["owner_code"])
    homepage.page.get_by_role("button", name="Disconnect").click()
    homepage.sees("#database-badge", "Not connected")
    box.wait_free()
