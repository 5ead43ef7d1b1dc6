from iot_agent.link.session import LAST_RETRY, QUICK_POLL, REFUSED_RETRY, TRUST, Phase, Session, Turn


def test_from_unpaired_to_online():
    session = Session()
    assert session.phase is Phase.UNPAIRED
    session.announcing()
    assert session.phase is Phase.ANNOUNCING
    session.paired()
    assert (session.phase, session.online) == (Phase.HELLO, False)
    assert session.welcomed(30.0) is Turn.CONNECTED
    assert (session.phase, session.online) == (Phase.ONLINE, True)


def test_lost_is_told_once_and_so_is_back():
    session = Session()
    session.paired()
    session.welcomed(30.0)
    assert session.failed() is Turn.LOST
    assert session.failed() is Turn.NONE
    assert session.phase is Phase.LOST
    assert session.welcomed(30.0) is Turn.BACK
    assert session.welcomed(30.0) is Turn.NONE


def test_a_server_that_was_never_there_is_told_too():
    session = Session()
    session.paired()
    assert session.failed() is Turn.LOST


def test_a_refusal_after_a_failure_is_news():
    session = Session()
    session.paired()
    session.failed()
    assert session.failed(refused=True) is Turn.LOST
    assert session.failed(refused=True) is Turn.NONE


def test_tries_soon_and_often_when_the_line_is_at_fault():
    session = Session()
    session.paired()
    session.failed()
    waits = [session.next_hello() for _ in range(20)]
    assert waits[0] < 0.5
    assert max(waits) <= LAST_RETRY
    session.welcomed(30.0)
    session.failed()
    assert session.next_hello() < 0.5


def test_is_in_no_hurry_when_the_server_said_no():
    session = Session()
    session.paired()
    session.failed(refused=True)
    assert REFUSED_RETRY * 0.8 <= session.next_hello() <= REFUSED_RETRY
    session.welcomed(30.0)
    session.failed()
    assert session.next_hello() < 0.5


def test_asks_as_often_as_the_server_wants_while_the_bell_works():
    session = Session()
    session.paired()
    session.welcomed(60.0)
    assert QUICK_POLL * 0.8 <= session.next_ask(1000.0) <= QUICK_POLL
    session.bell_since = 1000.0
    assert 48.0 <= session.next_ask(1000.0 + TRUST) <= 60.0
    session.welcomed(2.0)
    session.bell_since = None
    assert session.next_ask(1000.0 + TRUST) <= 2.0


def test_asks_often_until_the_bell_had_time_to_prove_itself():
    """A websocket may be up for 50 s before Odoo's bus listens to anything again."""
    session = Session()
    session.paired()
    session.welcomed(60.0)
    session.bell_since = 1000.0
    for since in (0.0, 1.0, 50.0):
        assert session.next_ask(1000.0 + since) <= QUICK_POLL


def test_forgotten_is_unpaired_again():
    session = Session()
    session.paired()
    session.welcomed(30.0)
    session.bell_since = 1000.0
    session.forgotten()
    assert (session.phase, session.bell_since, session.online) == (Phase.UNPAIRED, None, False)


def test_a_new_pairing_starts_afresh():
    session = Session()
    session.paired()
    session.failed(refused=True)
    session.paired()
    assert session.next_hello() < 0.5
    assert session.welcomed(30.0) is Turn.CONNECTED
