"""Regular expressions that cannot take long, for what users type: Odoo checks them, the box matches them.

The usual matchers try one way after the other, and a careless expression has more ways than there is time. This one
follows all ways at once, so that its work is at most the length of the text times that of the expression (Ken Thompson,
"Regular Expression Search Algorithm", 1968; with groups as in Rob Pike's matcher). It prefers what Python would prefer.

It knows characters, `.`, sets such as [0-9,], \\d \\s \\w \\D \\S \\W, \\t \\r \\n \\xHH, groups (named, plain and
(?:…)), |, * + ? {m,n}, and ^ and $ for the ends of the text. Standard library only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MAX_STEPS = 600
MAX_DEPTH = 20
ALL = (1 << 256) - 1


def _mask(characters: str) -> int:
    return sum(1 << ord(one) for one in set(characters))


_DIGITS, _LETTERS = "0123456789", "abcdefghijklmnopqrstuvwxyz"
_CLASSES = {"d": _mask(_DIGITS), "s": _mask(" \t\n\r\f\v"), "w": _mask(_DIGITS + _LETTERS + _LETTERS.upper() + "_")}
_CLASSES.update({name.upper(): ALL ^ mask for name, mask in _CLASSES.items()})
_CONTROLS = {"t": "\t", "r": "\r", "n": "\n"}
_TIMES: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_SPECIAL = "\\.[](){}|*+?^$"


class PatternError(ValueError):
    """What is wrong: "syntax", "long", "empty" (something that may be nothing is repeated); and at which character."""

    def __init__(self, why: str, at: int) -> None:
        super().__init__(f"{why} at {at}")
        self.why = why
        self.at = at


@dataclass(frozen=True)
class _Take:
    """One character out of a set of 256, as a mask of bits."""

    mask: int


@dataclass(frozen=True)
class _Try:
    """First the one, then the other."""

    first: int
    second: int


@dataclass(frozen=True)
class _Keep:
    """Where a group begins or ends."""

    slot: int


@dataclass(frozen=True)
class _Edge:
    """The beginning of the text, or its end."""

    end: bool


_Step = _Take | _Try | _Keep | _Edge
_Emit = Callable[[], None]
_Piece = tuple[_Emit, bool]
"""What writes the steps of a piece, and whether it may match nothing."""
_Thread = tuple[int, tuple[int, ...]]


class Pattern:
    """A checked expression; raises PatternError."""

    def __init__(self, text: str) -> None:
        self.names: tuple[str, ...] = ()
        self._text = text
        self._at = self._depth = 0
        self._steps: list[_Step] = []
        emit, _ = self._choice()
        if self._at < len(text):
            raise self._wrong()
        emit()

    # --- reading ----------------------------------------------------------------------------------------------------

    def _wrong(self, why: str = "syntax") -> PatternError:
        return PatternError(why, self._at)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _next(self) -> str:
        if not (one := self._peek()):
            raise self._wrong()
        self._at += 1
        return one

    def _skip(self, expected: str) -> bool:
        there = self._text.startswith(expected, self._at)
        self._at += len(expected) if there else 0
        return there

    def _choice(self) -> _Piece:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._wrong("long")
        ways = [self._sequence()]
        while self._skip("|"):
            ways.append(self._sequence())
        self._depth -= 1
        emits = [emit for emit, _ in ways]
        return (lambda: self._emit_choice(emits), any(nothing for _, nothing in ways))

    def _sequence(self) -> _Piece:
        pieces: list[_Piece] = []
        while (one := self._peek()) and one not in "|)":
            pieces.append(self._repeated(self._atom()))
        return (lambda: self._emit_all([emit for emit, _ in pieces]), all(nothing for _, nothing in pieces))

    def _repeated(self, piece: _Piece) -> _Piece:
        emit, nothing = piece
        least, most = self._times()
        if (least, most) == (1, 1):
            return piece
        if nothing and most != 1:
            raise self._wrong("empty")
        if self._peek() and self._peek() in "*+?{":
            raise self._wrong()
        return (lambda: self._emit_repeated(emit, least, most), nothing or least == 0)

    def _times(self) -> tuple[int, int | None]:
        """How often what stands before may come; None = as often as it likes."""
        if (sign := self._peek()) and sign in _TIMES:
            self._at += 1
            return _TIMES[sign]
        if not self._skip("{"):
            return (1, 1)
        inside = ""
        while (one := self._next()) != "}":
            inside += one
        least, comma, most = inside.partition(",")
        if not _number(least) or (comma and most and not _number(most)):
            raise self._wrong()
        upper = int(most) if most else None if comma else int(least)
        if upper is not None and upper < max(1, int(least)):
            raise self._wrong()
        return (int(least), upper)

    def _atom(self) -> _Piece:
        one = self._next()
        if one == "(":
            return self._group()
        if one in "^$":
            edge = _Edge(one == "$")
            return (lambda: self._emit(edge), True)
        if one in ")]}*+?{":
            self._at -= 1
            raise self._wrong()
        mask = self._set() if one == "[" else ALL ^ _mask("\n") if one == "." else self._characters(one)
        return (lambda: self._emit(_Take(mask)), False)

    def _group(self) -> _Piece:
        name = ""
        if self._skip("?P<"):
            while (one := self._next()) != ">":
                name += one
            if not name.isidentifier() or not name.isascii() or name in self.names:
                raise self._wrong()
            self.names += (name,)
        elif self._peek() == "?" and not self._skip("?:"):
            raise self._wrong()
        slot = 2 * self.names.index(name) if name else -1
        emit, nothing = self._choice()
        if not self._skip(")"):
            raise self._wrong()
        return (lambda: self._emit_group(emit, slot), nothing)

    def _characters(self, one: str) -> int:
        """The set that a character, or what stands after a backslash, means."""
        if one != "\\":
            if ord(one) > 255:
                raise self._wrong()
            return 1 << ord(one)
        one = self._next()
        if one in _CLASSES:
            return _CLASSES[one]
        if one == "x":
            code = self._next() + self._next()
            if any(digit not in "0123456789abcdefABCDEF" for digit in code):
                raise self._wrong()
            return 1 << int(code, 16)
        if one in _CONTROLS or one in _SPECIAL or not one.isalnum():
            return self._characters(_CONTROLS[one]) if one in _CONTROLS else 1 << ord(one) & ALL
        raise self._wrong()

    def _set(self) -> int:
        other, mask, first = self._skip("^"), 0, True
        while first or self._peek() != "]":
            low = self._characters(self._next())
            first = False
            if self._peek() == "-" and self._text[self._at + 1 : self._at + 2] not in ("]", ""):
                self._at += 1
                high = self._characters(self._next())
                if low & (low - 1) or high & (high - 1) or high < low:
                    raise self._wrong()
                low = (high << 1) - low
            mask |= low
        self._at += 1
        return ALL ^ mask if other else mask

    # --- writing ----------------------------------------------------------------------------------------------------

    def _emit(self, step: _Step) -> None:
        if len(self._steps) >= MAX_STEPS:
            raise PatternError("long", len(self._text))
        self._steps.append(step)

    @staticmethod
    def _emit_all(pieces: list[_Emit]) -> None:
        for emit in pieces:
            emit()

    def _emit_group(self, emit: _Emit, slot: int) -> None:
        if slot < 0:
            return emit()
        self._emit(_Keep(slot))
        emit()
        return self._emit(_Keep(slot + 1))

    def _emit_choice(self, ways: list[_Emit]) -> None:
        ends = []
        for emit in ways[:-1]:
            fork = len(self._steps)
            self._emit(_Try(fork, fork))
            emit()
            ends.append(len(self._steps))
            self._emit(_Try(0, 0))
            self._steps[fork] = _Try(fork + 1, len(self._steps))
        ways[-1]()
        for end in ends:
            self._steps[end] = _Try(len(self._steps), len(self._steps))

    def _emit_repeated(self, emit: _Emit, least: int, most: int | None) -> None:
        for _ in range(least):
            emit()
        forks = []
        for _ in range(1 if most is None else most - least):
            forks.append(len(self._steps))
            self._emit(_Try(0, 0))
            emit()
        if most is None:
            self._emit(_Try(forks[0], forks[0]))
        for fork in forks:
            self._steps[fork] = _Try(fork + 1, len(self._steps))

    # --- matching ---------------------------------------------------------------------------------------------------

    def search(self, text: str) -> dict[str, str] | None:
        """The named groups that took part in the first match in `text`; None = there is none."""
        found: tuple[int, ...] | None = None
        threads: list[_Thread] = []
        for at in range(len(text) + 1):
            if found is None:
                threads = self._spread([*threads, (0, (-1,) * 2 * len(self.names))], at, len(text))
            ahead: list[_Thread] = []
            for step, kept in threads:
                if step == len(self._steps):
                    found = kept
                    break  # those behind it are less wanted
                took = self._steps[step]
                if at < len(text) and isinstance(took, _Take) and took.mask >> ord(text[at]) & 1:
                    ahead.append((step + 1, kept))
            threads = self._spread(ahead, at + 1, len(text))
            if found is not None and not threads:
                break
        if found is None:
            return None
        spans = ((name, found[2 * number], found[2 * number + 1]) for number, name in enumerate(self.names))
        return {name: text[start:end] for name, start, end in spans if start >= 0 and end >= 0}

    def _spread(self, threads: list[_Thread], at: int, length: int) -> list[_Thread]:
        """Where each of them waits for its next character, the most wanted first, no place twice."""
        seen: set[int] = set()
        waiting: list[_Thread] = []
        todo = threads[::-1]
        while todo:
            step, kept = todo.pop()
            if step in seen:
                continue
            seen.add(step)
            now = self._steps[step] if step < len(self._steps) else None
            if isinstance(now, _Try):
                todo += [(now.second, kept), (now.first, kept)]
            elif isinstance(now, _Keep):
                todo.append((step + 1, (*kept[: now.slot], at, *kept[now.slot + 1 :])))
            elif isinstance(now, _Edge):
                if at == (length if now.end else 0):
                    todo.append((step + 1, kept))
            else:
                waiting.append((step, kept))
        return waiting


def _number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 3
