"""Signed words before their signature is known to be right: tickets, proofs, headers, tokens, orders."""

from iot_agent import seal, wire

from ..pieces import strings

SEED = bytes(range(32))
KEY = seal.public_key(SEED)


def fuzz(data: bytes) -> None:
    for text in strings(data, 3):
        for read in (seal.read_authorization, seal.read_proof, seal.ConnectionToken.read, seal.unb64, _ticket, _shared):
            try:
                read(text)
            except wire.WireError:
                continue
    body, signature, other = strings(data, 3)
    for sealed in (wire.Sealed(body=body, signature=signature), seal_of(body)):
        try:
            seal.unseal(KEY, sealed, wire.Message)
        except wire.WireError:
            continue
    seal.same_code(body, other)


def seal_of(body: str) -> wire.Sealed:
    """The right signature over whatever it is."""
    return wire.Sealed(body=body, signature=seal.sign(SEED, body))


def _ticket(text: str) -> None:
    seal.read_ticket(KEY, text)
    raise AssertionError("a ticket that nobody signed")


def _shared(text: str) -> None:
    seal.shared_key(SEED, text)
