"""What a person sees while set-up runs: a line per step, and how long it took."""

import contextlib
import time
from collections.abc import Iterator


def say(text: str) -> None:
    """One line, at once."""
    print(text, flush=True)


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """A step that is announced, and named again with its duration when it is over."""
    say(f"· {title} …")
    start = time.monotonic()
    yield
    say(f"  {title}: {seconds(time.monotonic() - start)}")


def seconds(duration: float) -> str:
    """A duration for a person: 4.2 s, 83 s, 3 min 20 s."""
    if duration < 10:
        return f"{duration:.1f} s"
    if duration < 120:
        return f"{duration:.0f} s"
    return f"{duration // 60:.0f} min {duration % 60:.0f} s"
