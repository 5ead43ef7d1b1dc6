"""Clocks and counters: repeated timings, percentiles, and what the kernel knows of a process."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def quantile(samples: Sequence[float], at: float) -> float:
    """The value below which that part of the samples lies, between neighbours by proportion."""
    ordered = sorted(samples)
    place = (len(ordered) - 1) * at
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def cpu_of(call: Callable[[], object], times: int) -> float:
    """Milliseconds of this thread's processor for one call, averaged over `times` calls."""
    start = time.thread_time()
    for _ in range(times):
        call()
    return (time.thread_time() - start) * 1000 / times


def family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    found = [pid]
    for number in found:
        for task in _tasks(number):
            try:
                found += [int(child) for child in (task / "children").read_text().split()]
            except OSError:  # ended meanwhile
                continue
    return found


def _tasks(pid: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []


def processor_of(pid: int) -> float:
    """Seconds of processor the program has used, in steps of the kernel's clock; threads that ended are counted."""
    total = 0
    for number in family(pid):
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(") ")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


@dataclass(frozen=True)
class Stir:
    """What the living threads of a program did so far: seconds of processor, exactly, and how often they woke."""

    processor: float
    wakeups: int
    at: float


def stir_of(pid: int) -> Stir:
    """For a program at rest, whose threads stay."""
    processor, wakeups = 0, 0
    for number in family(pid):
        for task in _tasks(number):
            processor += int((task / "schedstat").read_text().split()[0])
            for line in (task / "status").read_text().splitlines():
                if line.startswith("voluntary_ctxt_switches"):
                    wakeups += int(line.split()[1])
    return Stir(processor / 1e9, wakeups, time.monotonic())


def memory_of(pid: int) -> tuple[float, float]:
    """Megabytes in memory (RSS), and of those the ones no other process shares (USS)."""
    resident = private = 0
    for number in family(pid):
        for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name == "Rss":
                resident += int(rest.split()[0])
            elif name in ("Private_Clean", "Private_Dirty"):
                private += int(rest.split()[0])
    return resident / 1024, private / 1024
