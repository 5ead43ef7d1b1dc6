"""`python -m tests.fuzz TARGET [--seconds 10]`: looks for input that a parser does not survive; 0 = none was found.

Guided by coverage (atheris) where that is installed; else by chance, from the seeds. What it finds is kept in
tests/fuzz/found/TARGET, and test_seeds.py tries it again for ever. What it learned is kept in .odoo/fuzz.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import importlib
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
SEEDS, FOUND, LEARNT = HERE / "seeds", HERE / "found", HERE.parents[1] / ".odoo" / "fuzz"
WORDS = HERE / "words.dict"
LONGEST = 4096
PATIENCE = 20
"""Seconds for one input."""
MEMORY = 1024

Target = Callable[[bytes], None]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target", choices=names())
    parser.add_argument("--seconds", type=int, default=10)
    asked = parser.parse_args()
    try:
        import atheris
    except ImportError:
        return by_chance(asked.target, target(asked.target), asked.seconds)
    with atheris.instrument_imports(include=["iot_agent"]):
        fuzz = keeping(asked.target, target(asked.target))
    folders = [LEARNT / asked.target, SEEDS / asked.target, FOUND / asked.target]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    last = max(1, asked.seconds - 1)  # libFuzzer looks at the clock in whole seconds, and goes on through this one
    options = {"max_total_time": last, "max_len": LONGEST, "timeout": PATIENCE, "rss_limit_mb": MEMORY}
    options |= {"dict": WORDS, "artifact_prefix": f"{folders[-1]}/", "print_final_stats": 1}
    words = [f"-{name}={value}" for name, value in options.items()]
    atheris.Setup([sys.argv[0], *words, *map(str, folders)], fuzz)
    atheris.Fuzz()
    return 0


def names() -> list[str]:
    """Every target."""
    return sorted(path.stem for path in (HERE / "targets").glob("[!_]*.py"))


def target(name: str) -> Target:
    """Its function."""
    fuzz: Target = importlib.import_module(f"tests.fuzz.targets.{name}").fuzz
    return fuzz


def samples(name: str) -> list[Path]:
    """The seeds of a target, and what was found with it."""
    return sorted(path for folder in (SEEDS, FOUND) for path in (folder / name).glob("*") if path.is_file())


def keeping(name: str, fuzz: Target) -> Target:
    """The target, with what it does not survive kept at once: on its way out libFuzzer may be killed by its own alarm."""

    def tried(data: bytes) -> None:
        try:
            fuzz(data)
        except BaseException:
            folder = FOUND / name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"crash-{hashlib.sha1(data, usedforsecurity=False).hexdigest()}").write_bytes(data)
            raise

    return tried


def by_chance(name: str, fuzz: Target, seconds: float) -> int:
    """The seeds, changed here and there."""
    known = [b"", *(path.read_bytes() for path in samples(name))]
    dice, fuzz = random.Random(name), keeping(name, fuzz)
    known += [ast.literal_eval(f"b{line}") for line in WORDS.read_text().splitlines() if line.startswith('"')]
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        data = changed(dice, known)
        count += 1
        fuzz(data)
    print(f"{count} inputs by chance")
    return 0


def changed(dice: random.Random, known: list[bytes]) -> bytes:
    """One of the known inputs with a few bytes set, left out, doubled, or replaced by a part of another."""
    data = bytearray(dice.choice(known))
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        at, length = dice.randint(0, len(data)), dice.choice((1, 1, 2, 4, 32))
        other = dice.choice(known)
        start = dice.randint(0, len(other))
        part = (dice.randbytes(length), b"", data[at : at + length] * 2, other[start : start + length])
        data[at : at + length] = dice.choice(part)
    return bytes(data[:LONGEST])


if __name__ == "__main__":
    sys.exit(main())
