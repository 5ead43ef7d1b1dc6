import time

from iot_agent.core.clock import Clock


def test_follows_the_server():
    clock = Clock()
    clock.learn(time.time() + 3600)
    assert abs(clock.now() - time.time() - 3600) < 1


def test_ignores_what_is_only_the_way_of_the_answer():
    clock = Clock()
    clock.learn(time.time() + 0.5)
    assert clock.offset == 0.0


def test_uptime_only_grows():
    assert Clock.uptime() <= Clock.uptime()
