"""Proofs of a password: the examples of their standards, and what cameras ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs.rtsp_login import BASIC, Login, challenge, shown

RFC_2617 = (
    'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", '
    'opaque="5ccc069c403ebaf9f0171e9517f40e41"'
)
RFC_7616 = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
ONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
CAMERA = 'Digest realm="IP Camera(12345)", nonce="abc", stale="FALSE"'


def test_the_example_of_rfc_2617():
    proof = shown(Login("Mufasa", "Circle Of Life"), challenge([RFC_2617]), "GET", "/dir/index.html", 1, "0a4f113b")
    assert 'response="6629fae49393a05397450978507c4ef1"' in proof
    assert 'qop=auth, nc=00000001, cnonce="0a4f113b"' in proof
    assert 'opaque="5ccc069c403ebaf9f0171e9517f40e41"' in proof


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_examples_of_rfc_7616(algorithm, response):
    asked = challenge([RFC_7616.format(algorithm)])
    proof = shown(Login("Mufasa", "Circle of Life"), asked, "GET", "/dir/index.html", 1, ONCE)
    assert f'response="{response}"' in proof
    assert proof.endswith(f"algorithm={algorithm}")


def test_the_strongest_is_chosen():
    md5, sha = RFC_7616.format("MD5"), RFC_7616.format("SHA-256")
    assert challenge(["Basic realm=x", md5, sha])["algorithm"] == "SHA-256"
    assert challenge(["Basic realm=x", CAMERA])["nonce"] == "abc"
    assert challenge(['Basic realm="x"']) is BASIC
    assert challenge(["Digest realm=x", "Negotiate", RFC_7616.format("MD5-sess"), ""]) is None
    assert challenge([]) is None


def test_the_password_itself_where_nothing_else_is_asked_for():
    assert shown(Login("Aladdin", "open sesame"), BASIC, "PLAY", "x", 1, "") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="


def test_without_qop_nothing_of_ours_is_in_it():
    assert "cnonce" not in shown(Login("a", "b"), challenge([CAMERA]), "PLAY", "rtsp://x/", 1, "once")


@given(st.text(min_size=6), st.text())
def test_a_proof_does_not_have_the_password(password, user):
    login = Login(user, f"<{password}>")
    assert login.password not in shown(login, challenge([CAMERA]), "PLAY", "rtsp://x/", 1, "once").partition("realm")[2]
    assert repr(login) == "Login(***)"


@given(st.lists(st.text(alphabet='Digest realm=",nonce\\b')))
def test_anything_may_be_asked(asks):
    asked = challenge(asks)
    assert asked is None or shown(Login("a", "b"), asked, "PLAY", "rtsp://x/", 1, "once")
