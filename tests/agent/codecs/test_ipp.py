"""Bytes as RFC 8010 appendix A prints them, and whatever else may come over a wire."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import ipp
from iot_agent.codecs.ipp import Answers, Attribute, Group, Operation, Tag
from iot_agent.errors import ProtocolError

HEADER = b"\x01\x47\x00\x12attributes-charset\x00\x05utf-8\x48\x00\x1battributes-natural-language\x00\x05en-us"
# RFC 8010 A.2: "Print-Job Response (Successful)".
SUCCESSFUL = (
    b"\x01\x01\x00\x00\x00\x00\x00\x01" + HEADER + b"\x41\x00\x0estatus-message\x00\x0dsuccessful-ok"
    b"\x02\x21\x00\x06job-id\x00\x04\x00\x00\x00\x93"
    b"\x45\x00\x07job-uri\x00\x27ipp://printer.example.com/ipp/print/147"
    b"\x23\x00\x09job-state\x00\x04\x00\x00\x00\x03\x03"
)


def test_reads_the_answer_of_the_rfc():
    answer = ipp.decode(SUCCESSFUL)

    assert (answer.ok, answer.number) == (True, 1)
    (job,) = answer.of(Group.JOB)
    assert (ipp.number(job, "job-id"), ipp.number(job, "job-state")) == (147, 3)
    assert ipp.word(job, "job-uri").startswith("ipp://printer.example.com/")


def test_writes_a_request_as_the_rfc_does():
    """RFC 8010 A.1, with the attributes that the agent sends."""
    more = {"job_name": Attribute(Tag.NAME, "foobar")}
    job = {"copies": Attribute(Tag.INTEGER, 20), "sides": Attribute(Tag.KEYWORD, "two-sided-long-edge")}

    sent = ipp.request(
        Operation.PRINT_JOB, 1, ipp.asking("ipp://printer.example.com/ipp/print", **more), (Group.JOB, job)
    )

    assert sent == (
        b"\x02\x00\x00\x02\x00\x00\x00\x01"
        b"\x01\x47\x00\x12attributes-charset\x00\x05utf-8\x48\x00\x1battributes-natural-language\x00\x02en"
        b"\x45\x00\x0bprinter-uri\x00\x23ipp://printer.example.com/ipp/print"
        b"\x42\x00\x08job-name\x00\x06foobar"
        b"\x02\x21\x00\x06copies\x00\x04\x00\x00\x00\x14\x44\x00\x05sides\x00\x13two-sided-long-edge\x03"
    )


def test_writes_several_words_and_a_collection():
    """RFC 8010 3.1.3 (a value more has no name) and 3.1.6 (a member's name is a value)."""
    tray = Attribute(Tag.COLLECTION, {"media-source": Attribute(Tag.KEYWORD, "tray-2")})
    sent = ipp.request(
        Operation.GET_JOB, 1, (Group.JOB, {"want": Attribute(Tag.KEYWORD, ("a", "bc")), "media-col": tray})
    )

    assert sent[8:] == (
        b"\x02\x44\x00\x04want\x00\x01a\x44\x00\x00\x00\x02bc"
        b"\x34\x00\x09media-col\x00\x00\x4a\x00\x00\x00\x0cmedia-source\x44\x00\x00\x00\x06tray-2\x37\x00\x00\x00\x00\x03"
    )


def test_skips_the_members_of_a_collection_and_keeps_what_follows():
    answer = ipp.decode(
        b"\x02\x00\x00\x00\x00\x00\x00\x01\x04"
        b"\x34\x00\x01c\x00\x00\x4a\x00\x00\x00\x01m\x34\x00\x00\x00\x00\x4a\x00\x00\x00\x01n\x44\x00\x00\x00\x01x"
        b"\x37\x00\x00\x00\x00\x37\x00\x00\x00\x00"
        b"\x44\x00\x01k\x00\x03one\x44\x00\x00\x00\x03two\x36\x00\x01l\x00\x0a\x00\x02de\x00\x04Guss\x22\x00\x01b\x00\x01\x01\x03"
    )

    assert answer.of(Group.PRINTER) == [{"k": ("one", "two"), "l": ("Guss",), "b": (1,)}]


def test_gives_answers_whole_whatever_the_pieces():
    answers = Answers()
    for byte in SUCCESSFUL * 2:
        answers.feed(bytes((byte,)))

    assert answers.next() == answers.next() == ipp.decode(SUCCESSFUL)
    assert answers.next() is None


@pytest.mark.parametrize("noise", [b"HTTP/1.1 200", b"\x02\x00\x00\x00\x00\x00\x00\x01\x21\x00"])
def test_noise_is_forgotten(noise):
    answers = Answers()
    answers.feed(noise)
    with pytest.raises(ProtocolError):
        answers.next()

    answers.feed(SUCCESSFUL)

    assert answers.next() == ipp.decode(SUCCESSFUL)


def test_an_answer_without_end_is_given_up():
    answers = Answers()
    answers.feed(b"\x02\x00\x00\x00\x00\x00\x00\x01\x04" + b"\x44\x00\x01k\x00\x01v" * (ipp.MOST // 7 + 1))

    with pytest.raises(ProtocolError):
        answers.next()


@given(st.binary(max_size=300))
def test_any_bytes_are_an_answer_or_an_error(data):
    for shown in (data, b"\x02\x00" + data):
        try:
            answer = ipp.decode(shown)
        except ProtocolError:
            continue
        assert answer.status < 0x10000


@given(
    st.dictionaries(
        st.text("abc-", min_size=1),
        st.one_of(
            st.integers(-(2**31), 2**31 - 1).map(lambda value: Attribute(Tag.INTEGER, value)),
            st.text(max_size=40).map(lambda value: Attribute(Tag.NAME, value)),
            st.lists(st.text("xyz"), min_size=1).map(lambda values: Attribute(Tag.KEYWORD, tuple(values))),
        ),
    ),
    st.integers(0, 2**32 - 1),
)
def test_what_is_written_can_be_read(attributes, number):
    answer = ipp.decode(ipp.request(Operation.PRINT_JOB, number, (Group.JOB, attributes)))

    assert answer.number == number
    assert answer.of(Group.JOB) == [
        {name: sent.value if isinstance(sent.value, tuple) else (sent.value,) for name, sent in attributes.items()}
    ]
