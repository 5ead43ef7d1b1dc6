from iot_agent.core.backoff import Backoff, jittered


def test_doubles_up_to_its_most():
    retry = Backoff(1.0, 10.0, jitter=0.0)
    assert [retry.next() for _ in range(6)] == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0]


def test_starts_afresh_after_a_reset():
    retry = Backoff(1.0, 10.0, jitter=0.0)
    retry.next()
    retry.next()
    retry.reset()
    assert retry.next() == 1.0


def test_never_overflows():
    retry = Backoff(1.0, 10.0, jitter=0.0, failures=10**9)
    assert retry.next() == 10.0


def test_jitter_only_shortens_and_differs():
    waits = {jittered(10.0) for _ in range(200)}
    assert all(8.0 <= wait <= 10.0 for wait in waits)
    assert len(waits) > 100
