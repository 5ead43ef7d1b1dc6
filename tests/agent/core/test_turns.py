"""Who speaks to a port that several drivers may ask."""

from hypothesis import given
from hypothesis import strategies as st

from iot_agent.core.turns import Turns


def test_each_asks_once_a_round_and_then_all_rest():
    turns = Turns("abc")
    asked = [turns.driver]
    while turns.next():
        asked.append(turns.driver)

    assert (asked, turns.driver, turns.shared) == (["a", "b", "c"], "a", True)


def test_one_alone_rests_each_time():
    turns = Turns(["a"])
    assert (turns.next(), turns.driver, turns.shared) == (False, "a", False)


def test_who_was_answered_is_first_next_time():
    turns = Turns("abc")
    turns.next()
    turns.answered()

    assert turns.driver == "b"
    assert [turns.next(), turns.driver, turns.next(), turns.driver, turns.next(), turns.driver] == [
        True, "c", True, "a", False, "b",
    ]  # fmt: skip


def test_others_may_be_offered():
    turns = Turns("abc")
    turns.next()
    assert (turns.offer("bd"), turns.driver) == (False, "b")
    assert (turns.offer("d"), turns.driver, turns.shared) == (True, "d", False)


@given(st.integers(1, 6), st.lists(st.sampled_from(["next", "answered"]), max_size=30))
def test_nobody_is_forgotten(count, story):
    """Whatever happened: from an answer on, everybody asks once before all rest."""
    turns = Turns(range(count))
    for one in story:
        getattr(turns, one)()
    turns.answered()
    asked = {turns.driver}
    while turns.next():
        asked.add(turns.driver)

    assert asked == set(range(count))
