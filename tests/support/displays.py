"""What every line display owes its customers."""

from __future__ import annotations

from iot_agent.core.kinds import Display
from tests.support.cables import NoisyForth


async def shakes_noise_off(display: Display, wire: NoisyForth) -> None:
    """It says nothing back, so noise harms what is shown, and the text that ends a command it broke off."""
    for number in range(5):
        await display.text((f"Coffee {number}", "2,50"))
    wire.share = 0
    for _ in range(2):
        await display.text(("Tea", "1,20"))
