"""Who may reach the spooler's pages, by the kernel's own tables."""

import pytest

from iot_agent.host.spooler import access

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue\n"
LOCAL = "   0: 0100007F:0277 00000000:0000 0A 00000000:00000000\n"
LOCAL6 = "   0: 00000000000000000000000001000000:0277 00000000000000000000000000000000:0000 0A 0:0\n"
EVERYBODY = "   1: 00000000:0277 00000000:0000 0A 00000000:00000000\n"
EVERYBODY6 = "   1: 00000000000000000000000000000000:0277 00000000000000000000000000000000:0000 0A 0:0\n"
CALLING = "   2: 0500A8C0:0277 0600A8C0:C000 01 00000000:00000000\n"
OTHER = "   3: 00000000:0050 00000000:0000 0A 00000000:00000000\n"


@pytest.mark.parametrize(
    ("tcp", "tcp6", "who"),
    [
        ("", "", "none"),
        (OTHER + CALLING, "", "none"),
        (LOCAL, LOCAL6, "closed"),
        (LOCAL + EVERYBODY, "", "open"),
        (LOCAL, EVERYBODY6, "open"),
        ("nonsense\n", "", "none"),
    ],
)
def test_is_seen_in_the_kernel_s_tables(tmp_path, tcp, tcp6, who):
    (tmp_path / "tcp").write_text(HEAD + tcp)
    (tmp_path / "tcp6").write_text(HEAD + tcp6)

    assert access(tmp_path) == who


def test_a_machine_without_the_tables_has_none(tmp_path):
    assert access(tmp_path) == "none"
