import time

from iot_agent.core import clock as module
from iot_agent.core.clock import Clock


def near(seconds, other):
    return abs(seconds - other) < 1


def test_knows_the_machine_s_time_until_it_learns():
    assert near(Clock().now(), time.time())


def test_follows_the_server():
    clock = Clock()
    clock.learn(time.time() + 3600)
    assert near(clock.now(), time.time() + 3600)
    clock.learn(time.time() - 7200)
    assert near(clock.now(), time.time() - 7200)


def test_says_whether_it_learned():
    clock = Clock()
    assert not clock.learned
    clock.learn(1000.0)
    assert clock.learned


def test_ignores_what_is_only_the_way_of_the_answer():
    clock = Clock()
    clock.learn(1000.0)
    before = clock._start
    clock.learn(clock.now() + 0.5)
    assert clock._start == before


def test_the_machine_s_clock_may_jump(monkeypatch):
    clock = Clock()
    clock.learn(5000.0)
    monkeypatch.setattr(module.time, "time", lambda: 9e9)
    assert near(clock.now(), 5000.0)


def test_it_goes_on():
    clock = Clock()
    clock.learn(5000.0)
    first = clock.now()
    assert 5000.0 <= first <= clock.now()
