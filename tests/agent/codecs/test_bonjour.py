"""What printers announce: literal records of real ones, and what strangers send instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import bonjour
from iot_agent.codecs.bonjour import Service, advert, local

BROTHER = {
    b"txtvers": b"1",
    b"qtotal": b"1",
    b"pdl": b"application/octet-stream,image/urf,image/jpeg,image/pwg-raster",
    b"rp": b"ipp/print",
    b"ty": b"Brother HL-L2350DW series",
    b"product": b"(Brother HL-L2350DW series)",
    b"adminurl": b"http://BRW3C2AF4AABBCC.local./",
    b"priority": b"25",
    b"usb_MFG": b"Brother",
    b"usb_MDL": b"HL-L2350DW series",
    b"usb_CMD": b"PJL,PCL,PCLXL,URF",
    b"Duplex": b"T",
    b"UUID": b"e3248000-80ce-11db-8000-3c2af4aabbcc",
}
EPSON_TM = {
    b"txtvers": b"1",
    b"ty": b"EPSON TM-m30II",
    b"product": b"(EPSON TM-m30II)",
    b"usb_MFG": b"EPSON",
    b"usb_MDL": b"TM-m30II",
    b"usb_CMD": b"ESC/POS",
    b"note": b"",
}
ZEBRA = {b"ty": b"Zebra Technologies ZTC ZD421-203dpi ZPL", b"usb_MFG": b"Zebra", b"usb_MDL": b"ZD421", b"rp": b""}


def test_an_office_printer():
    seen = advert(Service.IPP, "Brother HL-L2350DW series", "192.168.1.9", 631, BROTHER)

    assert (seen.name, seen.maker) == ("Brother HL-L2350DW series", "Brother")
    assert (seen.resource, seen.port, seen.host) == ("ipp/print", 631, "192.168.1.9")
    assert seen.uuid == "e3248000-80ce-11db-8000-3c2af4aabbcc"
    assert (seen.purpose, seen.language) == ("office", "")
    assert seen.formats == ("application/octet-stream", "image/urf", "image/jpeg", "image/pwg-raster")


@pytest.mark.parametrize(("record", "purpose", "language"), [(EPSON_TM, "receipt", "ESC/POS"), (ZEBRA, "label", "ZPL")])
def test_receipt_and_label_printers_tell_their_language(record, purpose, language):
    seen = advert(Service.RAW, "x", "192.168.1.9", 9100, record)

    assert (seen.purpose, seen.language) == (purpose, language)


@pytest.mark.parametrize(
    "record",
    [{b"rp": b"../../admin"}, {b"rp": b"ipp/print?x=1"}, {b"rp": b"a b"}, {b"rp": b"@evil/"}, {b"rp": b"x" * 200}],
)
def test_a_path_that_is_none_is_refused(record):
    assert advert(Service.IPP, "x", "192.168.1.9", 631, record) is None


@pytest.mark.parametrize(
    ("told", "usable"),
    [
        (["192.168.1.9"], "192.168.1.9"),
        (["fe80::1%eth0", "10.0.0.2"], "10.0.0.2"),
        (["169.254.7.7"], "169.254.7.7"),
        (["fd00::7"], "fd00::7"),
        (["8.8.8.8"], ""),
        (["2606:4700::1111"], ""),
        (["127.0.0.1", "::1"], ""),
        (["224.0.0.251", "0.0.0.0", "ff02::fb", "255.255.255.255", "nonsense"], ""),
        ([], ""),
    ],
)
def test_only_addresses_of_a_local_network_are_used(told, usable):
    assert local(told) == usable


def test_an_override_of_the_name_cannot_leave_its_line():
    seen = advert(Service.IPP, "x", "10.0.0.2", 631, {b"ty": b"Laser\r\nFoomatic: \x1b[31m" + b"y" * 200})

    assert seen.name.isprintable()
    assert seen.name.startswith("Laser Foomatic:")
    assert len(seen.name) <= bonjour.MOST_NAME


@given(
    st.dictionaries(
        st.binary(max_size=20) | st.sampled_from([b"ty", b"rp", b"UUID", b"pdl", b"usb_CMD"]),
        st.none() | st.binary(max_size=600),
        max_size=80,
    ),
    st.text(max_size=300),
    st.integers(-5, 70000),
)
def test_whatever_is_sent_is_bounded_and_printable(record, instance, port):
    seen = advert(Service.IPP, instance, "10.0.0.2", port, record)

    if seen is not None:
        for word in (seen.name, seen.maker, seen.instance, seen.resource, seen.uuid, seen.mac):
            assert len(word) <= 120
            assert word == "" or word.isprintable()
        assert len(seen.formats) <= 32
