import logging

import pytest

from iot_agent import log, seal
from iot_agent.log import DeviceLog, Redaction

SEED = seal.new_seed()
TOKEN = seal.ConnectionToken("http://odoo.test", "shop", "secret", "key").write()
SIGNATURE = seal.authorize(SEED, "box", "POST", "/x", b"", 1.0)


def written(message, *arguments):
    record = logging.LogRecord("iot_agent", logging.INFO, "", 0, message, arguments, None)
    assert Redaction().filter(record)
    return record.getMessage()


@pytest.mark.parametrize(
    ("secret", "line"),
    [
        (TOKEN, f"pairing with {TOKEN} failed"),
        (SIGNATURE.partition(" ")[2], f"Authorization: {SIGNATURE}"),
        ("eyJ0aWNrZXQiOiJ4In0.c2ln", "Authorization: Ticket eyJ0aWNrZXQiOiJ4In0.c2ln"),
        ("1.000:abcdefgh:00", "IoT-Proof: 1.000:abcdefgh:00"),
    ],
)
def test_no_secret_reaches_a_line(secret, line):
    assert secret not in written("%s", line)
    assert "***" in written(line)


def test_other_lines_are_left_alone():
    assert written("connected to %s in %d ms", "http://odoo.test", 3) == "connected to http://odoo.test in 3 ms"


def test_lines_about_a_device_name_it(caplog):
    caplog.set_level("INFO")
    DeviceLog(logging.getLogger("iot_agent.test"), "usb-100%d").info("lost: %s", "why")
    assert caplog.messages == ["usb-100%d: lost: why"]


def test_set_up_writes_to_standard_error_at_its_level(capsys):
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        log.setup("warning")
        logging.getLogger("iot_agent.test").info("quiet")
        logging.getLogger("iot_agent.test").warning("token %s", TOKEN)
    finally:
        root.handlers[:], root.level = handlers, level
    assert "WARNING iot_agent.test: token ***" in capsys.readouterr().err
