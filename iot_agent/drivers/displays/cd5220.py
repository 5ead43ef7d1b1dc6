"""Line displays for customers that speak the CD5220 commands.

Source: see codecs/cd5220.py.
"""

from __future__ import annotations

from types import ModuleType
from typing import ClassVar

from ...codecs import cd5220
from ...core.match import Match
from ...wire import Quality
from .line_display import LineDisplay


class Cd5220(LineDisplay):
    """Shows two lines of text, in whole lines."""

    quality = Quality.SIMULATED
    matches = (Match("serial", name="*cd5220*"),)
    language: ClassVar[ModuleType] = cd5220
