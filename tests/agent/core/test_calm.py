"""Moments to look at, by a clock that the test moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.core.calm import Calm


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.mark.parametrize(
    ("quiet", "moment"), [(0, 1005), (19, 1005), (20, 1010), (40, 1020), (59, 1025), (60, 1020), (86400, 1020)]
)
def test_the_longer_all_is_quiet_the_later(clock, quiet, moment):
    calm = Calm(clock)
    clock.now = float(quiet)
    assert calm.next(1000.0, 5.0, 30.0) == moment


def test_what_stirs_is_looked_at_soon_again(clock):
    calm = Calm(clock)
    clock.now = 1000.0
    assert calm.next(1000.0, 5.0, 30.0) == 1020.0
    calm.stir()
    assert calm.next(1000.0, 5.0, 30.0) == 1005.0


def test_all_who_are_calm_meet(clock):
    calm = Calm(clock)
    clock.now = 3601.0
    scale, printer, around = (calm.next(clock.now, *often) for often in ((5.0, 30.0), (10.0, 30.0), (3.0, 15.0)))
    assert scale == printer == 3630.0
    assert around == 3615.0


@given(st.floats(0, 1e6), st.floats(0.01, 100), st.floats(1, 20), st.floats(0, 1e5))
def test_later_than_the_last_and_never_later_than_the_most(last, least, times, quiet):
    clock = Clock()
    calm = Calm(clock)
    clock.now = quiet
    moment = calm.next(last, least, least * times)
    assert last - 1e-6 * last <= moment <= last + least * times + 1e-6


def test_who_may_look_all_the_time_does():
    assert Calm(Clock()).next(7.0, 0.0, 30.0) == 7.0
