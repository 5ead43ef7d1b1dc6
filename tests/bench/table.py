"""The table: what was measured, beside whom, against which target, and how far from it."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .measure import quantile


@dataclass(frozen=True)
class Figure:
    """Samples of one quantity; `at` is the part of them that is reported, the median by default."""

    samples: tuple[float, ...]
    at: float = 0.5

    @classmethod
    def of(cls, samples: Iterable[float], at: float = 0.5) -> "Figure":
        return cls(tuple(samples), at)

    @property
    def value(self) -> float:
        return quantile(self.samples, self.at)

    def __str__(self) -> str:
        if len(self.samples) == 1 or self.at != 0.5:
            return number(self.value)
        low, high = number(min(self.samples)), number(max(self.samples))
        return f"{number(self.value)} ({low} – {high}, {len(self.samples)})"


@dataclass(frozen=True)
class Target:
    """What the figure should be. `times`: how many times better than the other; else the value itself."""

    kind: str  # "times" | "at_most" | "at_least" | "exactly"
    value: float

    def __str__(self) -> str:
        sign = {"times": "≥ ", "at_most": "≤ ", "at_least": "≥ ", "exactly": "= "}[self.kind]
        return f"{sign}{number(self.value)}{'×' if self.kind == 'times' else ''}"

    def distance(self, value: float) -> str:
        """`value` is the ratio for `times`, the figure otherwise."""
        if self.kind == "exactly":
            return "met" if value == self.value else f"MISSED by {number(abs(value - self.value))}"
        met = value <= self.value if self.kind == "at_most" else value >= self.value
        better, worse = (self.value, value) if self.kind == "at_most" else (value, self.value)
        if met:
            return f"met, {number(better / worse)}× better" if worse else "met"
        return f"MISSED, {number(worse / better)}× short" if better else "MISSED"


def times(factor: float) -> Target:
    """That many times better than the other."""
    return Target("times", factor)


def at_most(value: float) -> Target:
    return Target("at_most", value)


def at_least(value: float) -> Target:
    return Target("at_least", value)


def exactly(value: float) -> Target:
    return Target("exactly", value)


@dataclass(frozen=True)
class Row:
    """One measure. `more` says that a larger figure is better."""

    what: str
    unit: str
    ours: Figure
    peer: Figure | None = None
    peer_name: str = "Odoo"
    targets: tuple[Target, ...] = ()
    more: bool = False
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better ours is; None where there is nobody beside it, or nothing to divide by."""
        if self.peer is None:
            return None
        top, bottom = (self.ours, self.peer) if self.more else (self.peer, self.ours)
        return top.value / bottom.value if bottom.value else None

    @property
    def verdict(self) -> str:
        """The distance to each target."""
        return "; ".join(self._distance(target) for target in self.targets)

    def _distance(self, target: Target) -> str:
        if target.kind == "times":
            return "no ratio" if self.ratio is None else target.distance(self.ratio)
        return target.distance(self.ours.value)

    def cells(self) -> tuple[str, ...]:
        peer = f"{self.peer_name} {self.peer}" if self.peer else "–"
        ratio = f"{number(self.ratio)}×" if self.ratio is not None else "–"
        what = f"{self.what}, {self.unit}" if self.unit else self.what
        targets = "; ".join(str(target) for target in self.targets) or "–"
        return what, str(self.ours), peer, ratio, targets, self.verdict

    def plain(self) -> dict[str, Any]:
        """For JSON, with every sample."""
        figures = {"ours": self.ours.value, "peer": self.peer.value if self.peer else None, "ratio": self.ratio}
        return {**dataclasses.asdict(self), "reported": figures, "verdict": self.verdict}


HEADINGS = ("", "ours", "beside it", "ratio", "target", "distance")


def lines_of(title: str, rows: Sequence[Row]) -> Iterable[str]:
    """One group of the table, as text."""
    cells = [(title, *HEADINGS[1:]), *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    for index, line in enumerate(cells):
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        if index == 0:
            yield "─" * (sum(widths) + 2 * len(widths) - 2)
        elif rows[index - 1].note:
            yield f"    {rows[index - 1].note}"
    yield ""


def number(value: float) -> str:
    """Three figures that count."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.{2 if abs(value) >= 1 else 3}f}" if abs(value) < 10 else f"{value:.1f}"
