"""Signatures, tickets and proofs hold for what was said and for nothing else."""

import dataclasses

import pytest

from iot_agent import seal, wire

SEED, OTHER = bytes(range(32)), bytes(range(1, 33))
NOW = 1_763_700_000.125
BODY = b'{"type":"ask","limit":20}'


def refused(call, *arguments):
    with pytest.raises(wire.WireError) as error:
        call(*arguments)
    return error.value.code


def test_literal_keys_and_marks():
    """Computed once with another implementation's primitives, so a change of format cannot pass unseen."""
    assert seal.public_key(SEED) == "A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg"
    assert seal.owner_secret("abcd-EFGH 2345") == seal.owner_secret("ABCDEFGH2345")
    assert seal.digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_both_ends_agree_on_a_key_that_never_travels():
    ours = seal.shared_key(SEED, seal.exchange_key(OTHER))
    assert ours == seal.shared_key(OTHER, seal.exchange_key(SEED))
    assert ours != seal.shared_key(SEED, seal.exchange_key(SEED))
    assert seal.owner_code(ours) == seal.owner_code(ours)
    assert len(seal.owner_code(ours)) == seal.OWNER_LENGTH


def test_a_sealed_message_is_read_only_with_its_signers_key():
    sealed = seal.seal(SEED, wire.Cancel(key="k", box="b"))
    assert seal.unseal(seal.public_key(SEED), sealed, wire.Cancel) == wire.Cancel(key="k", box="b")
    changed = dataclasses.replace(sealed, body=sealed.body.replace('"k"', '"x"'))
    assert refused(seal.unseal, seal.public_key(SEED), changed, wire.Cancel) is wire.Code.BAD_SIGNATURE
    assert refused(seal.unseal, seal.public_key(OTHER), sealed, wire.Cancel) is wire.Code.BAD_SIGNATURE
    assert refused(seal.unseal, "not base64!", sealed, wire.Cancel) is wire.Code.BAD_SIGNATURE


def test_an_authorization_is_for_one_request():
    seen = seal.read_authorization(seal.authorize(SEED, "box", "POST", "/iot/box/ask", BODY, NOW))
    key = seal.public_key(SEED)
    seal.check_authorization(key, seen, "POST", "/iot/box/ask", BODY, NOW + 299)
    assert (seen.who, seen.at) == ("box", NOW)
    for key_, method, path, body in (
        (seal.public_key(OTHER), "POST", "/iot/box/ask", BODY),
        (key, "GET", "/iot/box/ask", BODY),
        (key, "POST", "/iot/box/report", BODY),
        (key, "POST", "/iot/box/ask", BODY + b" "),
    ):
        assert refused(seal.check_authorization, key_, seen, method, path, body, NOW) is wire.Code.BAD_SIGNATURE


@pytest.mark.parametrize("skew", [-301, 301])
def test_a_stale_authorization_learns_the_clock(skew):
    seen = seal.read_authorization(seal.authorize(SEED, "box", "POST", "/x", b"", NOW))
    with pytest.raises(wire.WireError) as error:
        seal.check_authorization(seal.public_key(SEED), seen, "POST", "/x", b"", NOW + skew)
    assert (error.value.code, float(error.value.detail)) == (wire.Code.STALE, NOW + skew)


@pytest.mark.parametrize(
    "header",
    ["", "Bearer x", "IoT a:b:c", "IoT b:nan:12345678:x", "IoT b:1:12345678:x", "IoT b:1.000:1:x", "IoT " + "x" * 500],
)
def test_a_crooked_authorization_is_refused(header):
    assert refused(seal.read_authorization, header) is wire.Code.UNAUTHORIZED


def test_a_proof_needs_the_secret_and_the_very_request():
    seen = seal.read_proof(seal.prove("secret", "POST", "/api/perform", BODY, NOW))
    seal.check_proof("secret", seen, "POST", "/api/perform", BODY, NOW)
    for secret, path, body in (
        ("other", "/api/perform", BODY),
        ("secret", "/x", BODY),
        ("secret", "/api/perform", b""),
    ):
        assert refused(seal.check_proof, secret, seen, "POST", path, body, NOW) is wire.Code.UNAUTHORIZED
    assert refused(seal.check_proof, "secret", seen, "POST", "/api/perform", BODY, NOW + 301) is wire.Code.STALE


def test_a_ticket_is_the_databases_word():
    claims = wire.Claims(
        ticket="t",
        box="b",
        user="Mitchell",
        devices=("*",),
        actions=("print",),
        origin="http://odoo",
        issued=NOW,
        expires=NOW + 9,
    )
    ticket = seal.mint(SEED, claims)
    assert seal.read_ticket(seal.public_key(SEED), ticket) == claims
    assert refused(seal.read_ticket, seal.public_key(OTHER), ticket) is wire.Code.BAD_SIGNATURE
    forged = seal.mint(OTHER, claims)
    assert refused(seal.read_ticket, seal.public_key(SEED), forged) is wire.Code.BAD_SIGNATURE
    assert refused(seal.read_ticket, seal.public_key(SEED), ticket + "x") is wire.Code.BAD_SIGNATURE
    assert seal.ticket_secret(b"k", ticket) != seal.ticket_secret(b"j", ticket)


def test_a_pairing_code_binds_keys():
    code = seal.new_code()
    assert len(code) == seal.CODE_LENGTH
    assert set(code) <= set(seal.CODE_ALPHABET)
    assert seal.same_code(code, f" {code[:4].lower()}-{code[4:]} ")
    proof = seal.code_proof(code, "salt", "key")
    assert proof == seal.code_proof(code.lower(), "salt", "key")
    assert len({proof, seal.code_proof(code, "salt2", "key"), seal.code_proof(code, "salt", "other")}) == 3


def test_a_connection_token_is_read_as_written():
    token = seal.ConnectionToken("https://odoo.example", "shop", "s3cret", seal.public_key(SEED))
    assert seal.ConnectionToken.read(f"  {token.write()}\n") == token


@pytest.mark.parametrize(
    "text", ["", "iot1.", "iot1.!!", "iot2.W10", "iot1.W10", "iot1." + seal.b64(b'["ftp://x","d","s","k"]'), "x" * 3000]
)
def test_anything_else_is_no_token(text):
    assert refused(seal.ConnectionToken.read, text) is wire.Code.BAD_TOKEN
