"""One printer is one device, by however many ways it is seen: pure, candidates in, printers out.

What two ways have in common is told by their marks, the surest first. Two of one way are two printers, whatever their
marks say: two of a model, or two with the same made-up serial number, are never taken for one. The queues of the
spooler are an exception, since their owner may have made several for one printer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from ..codecs.imc import MARK
from ..core.match import Candidate

SURE = ("serial:", "uuid:", "mac:")
"""Marks of the thing itself: they hold for ever, so a printer is known again by them."""
MARKS = (*SURE, "instance:", "to:", "at:", "model:")
"""All kinds of marks, the surest first. The rest holds for what is seen at the same time."""
TYPED, CHOSEN_QUEUE, USB, NETWORK, IPP, RAW_QUEUE, UNDRIVEN = range(7)
"""The ways in the order in which they are preferred: what the owner typed, and the driver or the way of printing that
the owner chose in the spooler; then the agent's own drivers, who can ask the printer how it is; and what only passes
bytes on last."""
SERVED = "/printers/"
"""In the address of what a spooler serves by IPP; one host has many of them."""

Drives = Callable[[Candidate], bool]
Memory = Mapping[str, frozenset[str]]
"""Device identifier → the sure marks and the identifiers of all ways it was ever seen by."""


@dataclass(frozen=True)
class Printer:
    """One printer: its ways, the best first; `devices` are what the agent serves of it."""

    devices: tuple[Candidate, ...]
    ways: tuple[Candidate, ...]

    @property
    def identifier(self) -> str:
        return self.devices[0].identifier if self.devices else self.ways[0].identifier


def rank(seen: Candidate, drives: Drives) -> int:
    """How good a way is."""
    if "typed" in seen.hints:
        return TYPED
    if seen.bus == "cups":
        return RAW_QUEUE if seen.hints.get("raw") == "yes" and MARK not in seen.address else CHOSEN_QUEUE
    if not drives(seen):
        return UNDRIVEN
    return {"tcp": NETWORK, "ipp": IPP}.get(seen.bus, USB)


def once(seen: Iterable[Candidate], memory: Memory, drives: Drives) -> list[Printer]:
    """Every printer once, under the identifier it was first known by."""
    ways = _without_echoes(list(seen))
    groups = [sorted(group, key=lambda way: (rank(way, drives), way.identifier)) for group in _groups(ways)]
    groups.sort(key=lambda group: (rank(group[0], drives), group[0].identifier))
    names = _names(groups, memory)
    return [
        Printer(tuple(_devices(group, name, known=name in memory, drives=drives)), tuple(group))
        for group, name in zip(groups, names, strict=True)
    ]


def _without_echoes(seen: list[Candidate]) -> list[Candidate]:
    """Without the machine's own queues that its spooler announces on the network: each is there as itself."""
    own = {f"uuid:{way.hints['uuid'].lower()}" for way in seen if way.bus == "cups" and way.hints.get("uuid")}
    return [way for way in seen if not (way.bus == "ipp" and SERVED in way.address and own & way.marks)]


def _devices(group: list[Candidate], name: str, *, known: bool, drives: Drives) -> Iterator[Candidate]:
    """The best way; of queues with a driver or a wish in their name all, for their owner made each for a reason."""
    best = rank(group[0], drives)
    if best == RAW_QUEUE and known and not name.startswith("cups-"):
        return  # the printer that the agent drives itself is away: its queue would keep what is printed for later
    yield group[0] if best == TYPED else replace(group[0], identifier=name)
    if best == CHOSEN_QUEUE:
        yield from (way for way in group[1:] if rank(way, drives) == CHOSEN_QUEUE)


def learn(printers: Iterable[Printer], memory: Memory, most: int = 256) -> dict[str, frozenset[str]]:
    """The memory with what these printers are known by; of too many the ones seen longest ago are forgotten."""
    told = dict(memory)
    for printer in printers:
        marks = frozenset().union(*(_known_by(way) for way in printer.ways))
        known = told.pop(printer.identifier, frozenset())
        told[printer.identifier] = known | marks if len(known | marks) <= 64 else marks
    return dict(list(told.items())[-most:])


def _known_by(way: Candidate) -> frozenset[str]:
    return frozenset(filter(_sure, way.marks)) | {f"id:{way.identifier}"}


def _groups(seen: list[Candidate]) -> Iterator[list[Candidate]]:
    """The candidates, those together that are one printer."""
    seen = sorted(seen, key=lambda way: (way.bus, way.identifier, way.address))
    group_of = {at: [way] for at, way in enumerate(seen)}
    for kind in MARKS:
        for bearers in _bearers(seen, kind):
            apart = _several if kind == "at:" else _twice
            if kind == "at:" and apart([seen[at] for at in bearers]):
                continue  # several printers behind one address
            for one, other in combinations(bearers, 2):
                _join(group_of, one, other, apart)
    return iter({id(group): group for group in group_of.values()}.values())


def _bearers(seen: list[Candidate], kind: str) -> list[list[int]]:
    """For each mark of this kind, in order, the places of those that bear it."""
    found: dict[str, list[int]] = {}
    for at, way in enumerate(seen):
        for mark in sorted(way.marks):
            if mark.startswith(kind):
                found.setdefault(mark, []).append(at)
    return [found[mark] for mark in sorted(found)]


def _join(group_of: dict[int, list[Candidate]], one: int, other: int, apart: Callable[[list[Candidate]], bool]) -> None:
    kept, joined = group_of[one], group_of[other]
    if kept is joined or apart([*kept, *joined]):
        return
    kept += joined
    for at, group in group_of.items():
        if group is joined:
            group_of[at] = kept


def way_of(seen: Candidate) -> str:
    """What a printer has one of: its cable, its raw port, its IPP; the kernel's node is a cable, too."""
    return "typed" if "typed" in seen.hints else {"file": "usb"}.get(seen.bus, seen.bus)


def _twice(ways: list[Candidate]) -> bool:
    counted = Counter(way_of(way) for way in ways if way.bus != "cups")
    return any(count > 1 for count in counted.values())


def _several(ways: list[Candidate]) -> bool:
    """Whether ways to one host are told to end at several printers there, as at a print server."""
    ends = Counter(bus for bus, _ in {end for way in ways for end in _ends(way)})
    return _twice(ways) or any(count > 1 for count in ends.values())


def _ends(way: Candidate) -> Iterator[tuple[str, str]]:
    """The language and the port or resource by which a way ends; a printer's own IPP has many names for itself."""
    for mark in way.marks:
        if mark.startswith("to:") and (way.bus != "ipp" or SERVED in mark):
            bus, where, *resource = mark.removeprefix("to:").split("/", 2)
            yield bus, resource[0] if resource else where.rpartition(":")[2]


def _names(groups: list[list[Candidate]], memory: Memory) -> list[str]:
    """An identifier for each group: the one it is known by, and nobody else's."""
    names: dict[int, str] = {at: group[0].identifier for at, group in enumerate(groups) if "typed" in group[0].hints}
    borne = Counter(mark for marks in memory.values() for mark in marks)
    known = {mark: name for name, marks in memory.items() for mark in marks if borne[mark] == 1}
    for choose in (_itself, _surely, _formerly):
        for at, group in enumerate(groups):
            if at not in names and (name := choose(group, known, memory)) and name not in names.values():
                names[at] = name
    for at, group in enumerate(groups):
        if at not in names:
            own = (way.identifier for way in group if way.identifier not in names.values())
            names[at] = next(own, f"{group[0].identifier}-{group[0].bus}")
    return [names[at] for at in range(len(groups))]


def _itself(group: list[Candidate], _known: Mapping[str, str], memory: Memory) -> str:
    """A way that the device is named after."""
    return next((way.identifier for way in group if way.identifier in memory), "")


def _surely(group: list[Candidate], known: Mapping[str, str], _memory: Memory) -> str:
    """The device that bears a mark of the thing itself."""
    return next((known[mark] for way in group for mark in sorted(way.marks) if _sure(mark) and mark in known), "")


def _formerly(group: list[Candidate], known: Mapping[str, str], _memory: Memory) -> str:
    """The device that was once seen this way."""
    return next((known[mark] for way in group if (mark := f"id:{way.identifier}") in known), "")


def _sure(mark: str) -> bool:
    return mark.startswith(SURE)
