"""Drivers taken from the database while devices are served, and taken back."""

from iot_agent.bundle import renewal as module
from iot_agent.bundle.edition import AGENT
from iot_agent.wire import Code
from tests.support.bundles import Bench, Database, Offer, bench, example, put
from tests.support.loop import in_loop
from tests.support.waiting import until


@in_loop
async def test_takes_the_drivers_of_its_database(tmp_path):
    database = Database(Offer(1, example("one")))
    async with bench(tmp_path, database) as box:
        await box.says(1)
        assert box.mark == "one"
        assert box.renewed == [{"example"}], "what is the same as before is left alone"
        assert "escpos" in box.shelf.claims
    async with bench(tmp_path, Database()) as box:
        await box.says(1)
        assert box.mark == "one"
        assert database.fetched == 1


@in_loop
async def test_what_the_agent_was_installed_with_is_taken_and_not_loaded_twice(tmp_path, monkeypatch):
    names = ("codecs/toledo_8217.py", "drivers/scales/toledo_8217.py")
    own = Offer(1, {name: (AGENT / name).read_bytes() for name in names})

    async def examine(_folder):
        raise AssertionError("there is nothing to find")

    with monkeypatch.context() as patched:
        patched.setattr(module.check, "examine", examine)
        for database in (Database(own), Database()):
            async with bench(tmp_path, database) as box:
                await box.says(1)
                assert box.shelf.load("toledo_8217").__module__ == "iot_agent.drivers.scales.toledo_8217"
                assert not any(box.renewed)
    async with bench(tmp_path, Database(Offer(2, example("two")))) as box:
        await box.says(2)
        assert (box.mark, box.renewed) == ("two", [{"example"}])


@in_loop
async def test_later_drivers_take_the_place_of_earlier_ones(tmp_path):
    database = Database(Offer(1, example("one")))
    async with bench(tmp_path, database) as box:
        await box.says(1)
        database.offer = Offer(2, example("two"))
        box.renewal.wish()
        await box.says(2)
        assert box.mark == "two"
        database.offer = Offer(3, example("two", **{"codecs/more.py": ""}))
        box.renewal.wish()
        await box.says(3)
        assert box.renewed == [{"example"}, {"example"}, frozenset()]


@in_loop
async def test_nothing_is_taken_without_being_told_to(tmp_path):
    database = Database(Offer(1, example("one")))
    database.automatic = False
    async with bench(tmp_path, database) as box:
        await box.says(0)
        assert box.mark == ""
        box.renewal.wish(forced=True)
        await box.says(1)
        assert box.mark == "one"


@in_loop
async def test_a_wish_is_heard_while_the_database_answers_another(tmp_path):
    class Slow(Database):
        async def _ask(self, asked):
            if len(self.asked) == 1:
                box.renewal.wish(forced=True)
            return await super()._ask(asked)

    database = Slow(Offer(1, example("one")))
    database.automatic = False
    async with bench(tmp_path, database) as box:
        await box.says(0)
        box.renewal.wish()
        await box.says(1)
        assert [asked.forced for asked in database.asked] == [False, False, True]


@in_loop
async def test_a_driver_whose_library_is_missing_rests_alone(tmp_path):
    more = {"drivers/scales/other.py": "import no_such_library\n"}
    async with bench(tmp_path, Database(Offer(1, example("one", **more)))) as box:
        said = await box.says(1, "missing_library")
        assert said.detail == "other: pip install no_such_library"
        assert box.mark == "one"
        assert "other" not in box.shelf.claims


@in_loop
async def test_the_driver_of_the_agent_stands_in_for_one_that_lacks_a_library(tmp_path):
    files = {"drivers/scales/toledo_8217.py": "import no_such_library\n"}
    async with bench(tmp_path, Database(Offer(1, files))) as box:
        await box.says(1, "missing_library")
        assert box.shelf.load("toledo_8217").__module__ == "iot_agent.drivers.scales.toledo_8217"


@in_loop
async def test_what_did_not_work_is_tried_again_only_by_force_or_when_it_is_another(tmp_path):
    database = Database(Offer(1, example("one")))
    async with bench(tmp_path, database, one=["scale"]) as box:
        said = await box.says(0, "drivers_no_device")
        assert said.detail == "scale"
        assert box.mark == ""
        box.renewal.wish()
        await until(lambda: len(database.asked) == 2)
        await box.says(0, "drivers_no_device")
        assert database.fetched == 1
        box.lost = {}
        box.renewal.wish(forced=True)
        await box.says(1)
        assert box.mark == "one"


@in_loop
async def test_a_database_that_is_away_is_asked_once_it_is_back(tmp_path):
    database = Database(Offer(1, example("one")))
    database.away = True
    async with bench(tmp_path, database) as box:
        await until(lambda: not box.renewal._wake.is_set())
        database.away = False
        box.renewal.online()
        await box.says(1)


@in_loop
async def test_a_box_that_changes_hands_goes_back_to_its_own_drivers(tmp_path):
    database = Database(Offer(7, example("one")))
    async with bench(tmp_path, database) as box:
        await box.says(7)
        database.owner = False
        box.renewal.leave()
        await until(lambda: box.mark == "")
        assert [path.name for path in (tmp_path / "bundles").iterdir()] == ["ledger.json"]
        database.owner, database.offer = True, Offer(1, example("other"))
        box.renewal.online()
        await box.says(1)
        assert box.mark == "other"


@in_loop
async def test_the_owner_s_own_drivers_win_and_survive(tmp_path):
    put(tmp_path / "own", example("mine"))
    database = Database(Offer(1, example("one")))
    async with bench(tmp_path, database) as box:
        await box.says(1)
        assert box.mark == "mine"
    (tmp_path / "own/drivers/scales/example.py").unlink()
    async with bench(tmp_path, database) as box:
        assert box.mark == "one"


@in_loop
async def test_own_drivers_that_do_not_load_rest(tmp_path):
    put(tmp_path / "own", example("mine", **{"drivers/scales/bad.py": "def"}))
    async with bench(tmp_path, Database(Offer(1, example("one")))) as box:
        said = await box.says(1, "drivers_broken")
        assert said.detail.startswith("own: drivers/scales/bad.py")
        assert box.mark == "one"


@in_loop
async def test_drivers_that_end_the_agent_are_given_up(tmp_path):
    """A power cut while they are on trial does not condemn them; the third one does."""
    database = Database(Offer(1, example("one")))
    async with bench(tmp_path, database) as box:
        await box.says(1)
        database.offer = Offer(2, example("two"))
        box.renewal.wish()
        await box.says(2)
        box.bundles.started()  # as if it had not proved itself
    for number in range(2, module.TRIALS + 1):
        box = await _started(tmp_path)
        assert (box.mark, box.bundles.ledger.trial) == ("two", number)
    box = await _started(tmp_path)
    assert (box.mark, box.bundles.ledger.trial) == ("one", 0)
    assert (box.renewal.state.version, box.renewal.state.code) == (1, Code.DRIVERS_BROKEN.value)


async def _started(folder):
    """A box that is cut off before it has proved anything."""
    made = Bench(folder, Database())
    await made.renewal.open()
    return made
