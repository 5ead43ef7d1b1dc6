"""What a printer is for and which language it speaks, by the names of its maker and model.

Source: the makers' product names, as printers give them in IEEE-1284 ids, IPP attributes and mDNS records.
"""

from __future__ import annotations

import re

LABELS = re.compile(r"zpl|zebra|label|dymo|epl2?\b|\bQL-|\bZT?\d{3}|\bZD\d|\bGK4|\bGX4|\bTTP-|\bTDP-", re.IGNORECASE)
RECEIPTS = re.compile(
    r"receipt|pos\b|\btm-|\btsp\d|esc.?pos|\bmc-?print|\bsrp-|\bct-[se]\d|\brp-?[ef]\d|\bnt-\d", re.IGNORECASE
)
LANGUAGES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"esc.?pos|\btm-(?!c)[a-z]*\d", re.IGNORECASE), "ESC/POS"),
    (re.compile(r"\bstar\b.*\b(tsp|sp|mc-?print|tup)", re.IGNORECASE), "STAR"),
    (re.compile(r"zpl|zebra", re.IGNORECASE), "ZPL"),
)
"""Names → the language that is spoken on the raw port, in the words of an IEEE-1284 command set."""


def purpose(names: str) -> str:
    """`label`, `receipt`, or else `office`."""
    if LABELS.search(names):
        return "label"
    return "receipt" if RECEIPTS.search(names) else "office"


def language(names: str, commands: str = "") -> str:
    """The command set of a receipt or label printer, by what it says or else by its name; "" = not known to be one."""
    said = commands.upper()
    for word in ("ESC/POS", "STAR", "ZPL", "EPL"):
        if word in said:
            return word
    return next((name for pattern, name in LANGUAGES if pattern.search(names)), "")
