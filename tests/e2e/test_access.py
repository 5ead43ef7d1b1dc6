"""Who may use which device."""

from collections.abc import Callable

import pytest

from native.rpc import Client, RpcError
from tests.support.e2e_pages import page
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_till import new_key


@pytest.fixture
def stranger(shop: Shop) -> Client:
    """A user of Odoo without any right on IoT."""
    return shop.new_user("stranger", "base.group_user")


@pytest.fixture
def cashier(shop: Shop) -> Client:
    """A user of the devices."""
    return shop.new_user("cashier", "base.group_user", "iot.group_iot_user")


def test_a_user_without_the_group_prints_nothing(printer: int, stranger: Client, simulators: Simulators) -> None:
    """A8: perform, and the ticket for the local network, are for the group alone."""
    for attempt in (
        lambda: stranger.call("iot.device", "perform", [printer], new_key(), "drawer", {}),
        lambda: stranger.call("iot.device", "ticket", [printer]),
        lambda: stranger.call("iot.device", "watch", [printer]),
        lambda: stranger.call("iot.job", "outcome_of", new_key()),
        lambda: stranger.call("iot.device", "search_read", [], ["name"]),
    ):
        with pytest.raises(RpcError):
            attempt()
    assert simulators.drawer_kicks() == 0


def test_a_user_of_the_group_prints_and_sees_the_own_job(
    shop: Shop, printer: int, cashier: Client, simulators: Simulators
) -> None:
    """A8: who used which device is on record, under the right name."""
    picture = page(1)
    key = shop.perform(printer, "print", picture.document(), user="cashier")
    assert shop.wait_done(key)["user_id"][0] == cashier.uid
    assert cashier.call("iot.job", "outcome_of", key)["state"] == "done"
    assert simulators.prints() == [picture.sha256]


def test_a_user_does_not_see_the_jobs_of_others(shop: Shop, printer: int, cashier: Client) -> None:
    """A8: jobs of others are for the administrator."""
    key = shop.perform(printer, "drawer")
    shop.wait_job(key)
    assert not cashier.call("iot.job", "outcome_of", key)
    assert not cashier.call("iot.job", "search_count", [("key", "=", key)])


@pytest.mark.parametrize(
    "forbidden",
    [
        lambda user, box: user.call("iot.box", "unlink", [box]),
        lambda user, box: user.call("iot.box", "write", [box], {"name": "Mine"}),
        lambda user, box: user.call("iot.box", "restart", [box]),
        lambda user, box: user.call("iot.box", "read", [box], ["owner_code"]),
        lambda user, box: user.call("iot.pairing", "open_token"),
        lambda user, box: user.call("iot.pairing", "type_code", "ABCDEFGH"),
        lambda user, box: user.call("iot.pairing", "candidates"),
    ],
    ids=["delete", "rename", "restart", "owner code", "token", "pairing code", "candidates"],
)
def test_a_user_does_not_administer_boxes(
    shop: Shop, box_id: int, cashier: Client, forbidden: Callable[[Client, int], object]
) -> None:
    """A8: connecting, configuring and deleting are for the IoT administrator."""
    with pytest.raises(RpcError):
        forbidden(cashier, box_id)
    assert shop.call("iot.box", "search_count", [("id", "=", box_id)]) == 1


def test_devices_of_another_company_are_out_of_reach(
    shop: Shop, box_id: int, printer: int, simulators: Simulators
) -> None:
    """A8: record rules by company hold for devices, jobs and tickets."""
    other = shop.call("res.company", "create", [{"name": "Other Company"}])[0]
    cashier = shop.new_user("neighbour", "base.group_user", "iot.group_iot_user", company=other)
    for attempt in (
        lambda: cashier.call("iot.device", "perform", [printer], new_key(), "drawer", {}),
        lambda: cashier.call("iot.device", "ticket", [printer]),
    ):
        with pytest.raises(RpcError):
            attempt()
    assert not cashier.call("iot.box", "search_count", [("id", "=", box_id)])
    assert simulators.drawer_kicks() == 0
