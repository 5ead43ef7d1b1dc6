"""Line displays for customers that speak Epson's commands: DM-D110, DM-D210 and those that imitate them.

Source: see codecs/line_display.py. They say nothing, so nothing can be asked: one that does not call itself a display
is served once somebody chose this driver for its line.
"""

from __future__ import annotations

from types import ModuleType
from typing import ClassVar

from ...codecs import line_display
from ...core.kinds import Display
from ...core.match import Match
from ...wire import Quality


class LineDisplay(Display):
    """Shows two lines of text."""

    quality = Quality.MANUAL
    matches: ClassVar[tuple[Match, ...]] = (
        Match("serial", name="*customer display*"),
        Match("serial", name="*pole display*"),
    )
    subtype = "line"
    language: ClassVar[ModuleType] = line_display

    async def probe(self) -> None:
        """Nothing will answer: make it empty, or have it show again what it showed before its wire broke."""
        await self.wire.write(self.language.RESET)
        if lines := self.memory.get("lines"):
            await self.wire.write(self.language.show(lines.split("\n")))

    async def text(self, lines: tuple[str, ...]) -> None:
        self.memory["lines"] = "\n".join(lines)
        await self.wire.write(self.language.show(lines))
