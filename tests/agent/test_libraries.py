"""Optional libraries, and the command that brings one."""

import sys

import pytest

from iot_agent.errors import MissingLibrary
from iot_agent.libraries import need


def test_what_is_there_is_given():
    assert need("json", "usb") is sys.modules["json"]


def test_an_extra_is_named_by_the_command_that_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "serial", None)

    with pytest.raises(MissingLibrary, match=r"^pip install 'iot-agent\[serial\]'$"):
        need("serial", "serial")
