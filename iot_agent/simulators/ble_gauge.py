"""Measuring tools over Bluetooth, at the end of a wire that speaks as the docstring of codecs/ble_gauge.py says.

Source: Sylvac, "Bluetooth Profile Specifications" MEM-PM 292-1806-01; for U-WAVE see there.
"""

from __future__ import annotations

from dataclasses import dataclass, field

SYLVAC, U_WAVE = "c1b25000-caaf-6d0e-4c33-7dae30052840", "7eafd361-f150-4785-b307-47d34ed52c3c"
BATTERY = "0000180f-0000-1000-8000-00805f9b34fb"


@dataclass
class BleGauge:
    """The machine: `maker` is sylvac or u_wave."""

    maker: str = "sylvac"
    value: float = 0.0
    decimals: int = 3
    silent: bool = False
    listening: set[str] = field(default_factory=set)
    _heard: bytes = b""

    @property
    def services(self) -> tuple[str, ...]:
        return (BATTERY, SYLVAC if self.maker == "sylvac" else U_WAVE)

    def press(self) -> bytes:
        """What comes when its button is pressed; nothing for who does not listen."""
        place, data = self.sent()
        return f"{place} {data.hex()}\n".encode() if place in self.listening else b""

    def sent(self) -> tuple[str, bytes]:
        """The characteristic its value comes from, and the bytes."""
        if self.maker == "sylvac":
            return SYLVAC.replace("b25000", "b25010"), f"{self.value:+09.{self.decimals}f}\r".encode()
        number = round(self.value * 10**self.decimals)
        return U_WAVE.replace("f150", "f151"), bytes((0, 1, self.decimals)) + number.to_bytes(4, "little", signed=True)

    def receive(self, data: bytes) -> bytes:
        """What comes back for these bytes."""
        self._heard += data
        *lines, self._heard = self._heard.split(b"\n")
        return b"" if self.silent else b"".join(self._line(line.decode().split()) for line in lines)

    def _line(self, words: list[str]) -> bytes:
        match words:
            case ["services"]:
                return f"services {' '.join(self.services)}\n".encode()
            case ["listen", place]:
                self.listening.add(place)
            case ["write", place, data] if place == SYLVAC.replace("b25000", "b25012"):
                return self.command(bytes.fromhex(data))
        return b""

    def command(self, data: bytes) -> bytes:
        """What comes back for a command of Sylvac's."""
        answers = SYLVAC.replace("b25000", "b25013")
        text = f"{self.value:+09.{self.decimals}f}\r" if data == b"?\r" else "ERR1\r"
        return f"{answers} {text.encode().hex()}\n".encode() if answers in self.listening else b""
