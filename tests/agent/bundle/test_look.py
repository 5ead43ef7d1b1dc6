"""What the command line sees of the drivers of a box."""

from iot_agent import seal
from iot_agent.bundle import look
from iot_agent.core.store import Pairing, Store
from tests.support.bundles import SEED, Database, Offer, bench, example, put
from tests.support.loop import in_loop


@in_loop
async def test_sees_what_the_agent_serves_with(tmp_path):
    store = Store(tmp_path)
    assert "example" not in (await look.shelf(store)).claims
    async with bench(
        tmp_path, Database(Offer(1, example("one", **{"drivers/scales/other.py": "import nothing_such"})))
    ) as box:
        await box.says(1, "missing_library")
    store.pair(Pairing("http://odoo.test", "shop", "b", seal.public_key(SEED), "", "", ()))
    before = (tmp_path / "bundles/ledger.json").read_bytes()
    seen = await look.shelf(store)
    assert seen.load("example").mark == "one"
    assert seen.resting == {"other": "pip install nothing_such"}
    assert (tmp_path / "bundles/ledger.json").read_bytes() == before


@in_loop
async def test_says_what_is_wrong_with_own_drivers(tmp_path):
    put(tmp_path / "own", {"drivers/scales/bad.py": "def"})
    [(where, why)] = (await look.shelf(Store(tmp_path))).resting.items()
    assert where == f"in {tmp_path / 'own'}"
    assert why.startswith("mend it: drivers/scales/bad.py: SyntaxError")
