"""The simulated Bluetooth tools."""

from iot_agent.simulators.ble_gauge import BATTERY, SYLVAC, U_WAVE, BleGauge


def test_they_say_what_they_are():
    assert BleGauge().receive(b"services\n") == f"services {BATTERY} {SYLVAC}\n".encode()
    assert BleGauge("u_wave").receive(b"services\n") == f"services {BATTERY} {U_WAVE}\n".encode()


def test_who_listens_hears_the_button():
    machine = BleGauge(value=-0.5)
    assert machine.press() == b""
    machine.receive(b"listen c1b25010-caaf-6d0e-4c33-7dae30052840\n")
    assert machine.press() == b"c1b25010-caaf-6d0e-4c33-7dae30052840 2d303030302e3530300d\n"


def test_the_bytes_of_u_wave():
    assert BleGauge("u_wave", 12.345).sent()[1] == bytes.fromhex("00010339300000")


def test_commands_of_sylvac():
    machine = BleGauge(value=1.0)
    machine.receive(b"listen c1b25013-caaf-6d0e-4c33-7dae30052840\n")
    assert b"2b303030312e3030300d" in machine.receive(b"write c1b25012-caaf-6d0e-4c33-7dae30052840 3f0d\n")
    assert bytes.fromhex(machine.command(b"what\r").split()[1].decode()) == b"ERR1\r"
    assert BleGauge(silent=True).receive(b"services\n") == b""
