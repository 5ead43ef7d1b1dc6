import pytest

from iot_agent import seal, wire
from iot_agent.core.clock import Clock
from iot_agent.core.store import Pairing
from iot_agent.local import tickets as module
from iot_agent.local.tickets import Nonces, Tickets, allows
from iot_agent.wire import Code, WireError

BOX, DATABASE = seal.new_seed(), seal.new_seed()
SHARED = seal.shared_key(DATABASE, seal.exchange_key(BOX))
PAIRING = Pairing(
    server="",
    database="",
    box="mine",
    key=seal.public_key(DATABASE),
    exchange=seal.exchange_key(DATABASE),
    name="",
    origins=(),
)


class Hand(Clock):
    def __init__(self):
        super().__init__()
        self.seconds = 0.0

    def now(self):
        return 1_800_000_000.0 + self.seconds

    def uptime(self):
        return self.seconds


@pytest.fixture
def clock():
    return Hand()


@pytest.fixture
def tickets(clock):
    return Tickets(BOX, clock, lambda: PAIRING)


def mint(clock, *, by=DATABASE, life=60.0, box="mine"):
    claims = wire.Claims(
        ticket="t",
        box=box,
        user="2",
        devices=("*",),
        actions=("*",),
        origin="",
        issued=clock.now(),
        expires=clock.now() + life,
    )
    ticket = seal.mint(by, claims)
    return ticket, seal.ticket_secret(SHARED, ticket)


def refused(call, *arguments):
    with pytest.raises(WireError) as wrong:
        call(*arguments)
    return wrong.value.code


def test_a_ticket_and_its_proof(tickets, clock):
    ticket, secret = mint(clock)
    proof = seal.prove(secret, "POST", "/x", b"body", clock.now())
    assert tickets.check(ticket, proof, "POST", "/x", b"body").user == "2"


def test_a_proof_is_for_one_request(tickets, clock):
    ticket, secret = mint(clock)
    proof = seal.prove(secret, "POST", "/x", b"body", clock.now())
    for other in (("GET", "/x", b"body"), ("POST", "/y", b"body"), ("POST", "/x", b"other")):
        assert refused(tickets.check, ticket, proof, *other) is Code.UNAUTHORIZED
    tickets.check(ticket, proof, "POST", "/x", b"body")
    assert refused(tickets.check, ticket, proof, "POST", "/x", b"body") is Code.REPLAYED


def test_a_failed_proof_uses_nothing_up(tickets, clock):
    ticket, secret = mint(clock)
    proof = seal.prove(secret, "POST", "/x", b"", clock.now())
    refused(tickets.check, ticket, proof, "POST", "/other", b"")
    tickets.check(ticket, proof, "POST", "/x", b"")


def test_the_ticket_alone_is_worth_nothing(tickets, clock):
    ticket, _ = mint(clock)
    for secret in ("", "guess", ticket):
        proof = seal.prove(secret, "POST", "/x", b"", clock.now())
        assert refused(tickets.check, ticket, proof, "POST", "/x", b"") is Code.UNAUTHORIZED
    assert refused(tickets.check, ticket, "", "POST", "/x", b"") is Code.UNAUTHORIZED


def test_expired_foreign_and_forged(tickets, clock):
    for code, (ticket, secret) in {
        Code.UNAUTHORIZED: mint(clock, box="another"),
        Code.BAD_SIGNATURE: mint(clock, by=seal.new_seed()),
    }.items():
        proof = seal.prove(secret, "POST", "/x", b"", clock.now())
        assert refused(tickets.check, ticket, proof, "POST", "/x", b"") is code
    ticket, secret = mint(clock)
    clock.seconds = 61
    proof = seal.prove(secret, "POST", "/x", b"", clock.now())
    assert refused(tickets.check, ticket, proof, "POST", "/x", b"") is Code.UNAUTHORIZED


def test_a_ticket_that_was_good_does_not_stay_good(tickets, clock):
    ticket, secret = mint(clock)
    tickets.check(ticket, seal.prove(secret, "POST", "/x", b"", clock.now()), "POST", "/x", b"")
    clock.seconds = 61
    proof = seal.prove(secret, "POST", "/x", b"", clock.now())
    assert refused(tickets.check, ticket, proof, "POST", "/x", b"") is Code.UNAUTHORIZED


def test_an_old_proof_is_stale_and_says_the_time(tickets, clock):
    ticket, secret = mint(clock, life=10_000)
    proof = seal.prove(secret, "POST", "/x", b"", clock.now())
    clock.seconds = seal.WINDOW + 1
    with pytest.raises(WireError) as wrong:
        tickets.check(ticket, proof, "POST", "/x", b"")
    assert (wrong.value.code, float(wrong.value.detail)) == (Code.STALE, clock.now())


def test_the_owner_code(tickets, clock):
    secret = seal.owner_secret(seal.owner_code(SHARED).lower())
    proof = seal.prove(secret, "POST", "/owner/restart", b"", clock.now())
    tickets.check_owner(proof, "POST", "/owner/restart", b"")
    assert refused(tickets.check_owner, proof, "POST", "/owner/restart", b"") is Code.REPLAYED
    wrong = seal.prove(seal.owner_secret("WRONG"), "POST", "/owner/restart", b"", clock.now())
    assert refused(tickets.check_owner, wrong, "POST", "/owner/restart", b"") is Code.UNAUTHORIZED


def test_a_box_of_nobody_takes_no_ticket(clock):
    tickets = Tickets(BOX, clock, lambda: None)
    ticket, secret = mint(clock)
    proof = seal.prove(secret, "POST", "/x", b"", clock.now())
    assert refused(tickets.check, ticket, proof, "POST", "/x", b"") is Code.NOT_PAIRED
    assert refused(tickets.check_owner, proof, "POST", "/x", b"") is Code.NOT_PAIRED


def test_a_ticket_of_the_last_pairing_is_forged(clock):
    pairing = PAIRING
    tickets = Tickets(BOX, clock, lambda: pairing)
    ticket, secret = mint(clock)
    tickets.check(ticket, seal.prove(secret, "POST", "/x", b"", clock.now()), "POST", "/x", b"")
    other = seal.new_seed()
    pairing = Pairing(**{**vars(PAIRING), "key": seal.public_key(other), "exchange": seal.exchange_key(other)})
    proof = seal.prove(secret, "POST", "/x", b"", clock.now())
    assert refused(tickets.check, ticket, proof, "POST", "/x", b"") is Code.BAD_SIGNATURE


def test_known_tickets_are_bounded(tickets, clock, monkeypatch):
    monkeypatch.setattr(module, "MAX_TICKETS", 3)
    for number in range(10):
        ticket, secret = mint(clock, life=60.0 + number)
        tickets.check(ticket, seal.prove(secret, "POST", "/x", b"", clock.now()), "POST", "/x", b"")
    assert len(tickets._known) == 3


def test_nonces_are_forgotten_once_they_are_stale_and_bounded_before(clock, monkeypatch):
    monkeypatch.setattr(module, "MAX_NONCES", 3)
    nonces = Nonces(clock)
    for number in range(3):
        nonces.once(f"n{number}")
    assert refused(nonces.once, "n0") is Code.REPLAYED
    assert refused(nonces.once, "one too many") is Code.TOO_MANY
    clock.seconds = 2 * seal.WINDOW + 1
    nonces.once("n0")
    assert len(nonces._seen) == 1


@pytest.mark.parametrize(
    ("devices", "actions", "allowed"),
    [
        (("*",), ("*",), True),
        (("p1",), ("print",), True),
        (("p2", "p1"), ("*",), True),
        (("p2",), ("*",), False),
        (("*",), ("drawer",), False),
        ((), ("*",), False),
    ],
)
def test_what_a_ticket_allows(devices, actions, allowed):
    claims = wire.Claims(
        ticket="t", box="mine", user="2", devices=devices, actions=actions, origin="", issued=0.0, expires=0.0
    )
    if allowed:
        allows(claims, "p1", "print")
    else:
        assert refused(allows, claims, "p1", "print") is Code.FORBIDDEN
