"""Bounds for a process that reads what comes from outside with native code."""

from __future__ import annotations

import contextlib


def confine(memory: int, seconds: int) -> None:
    """From here on this process has so many bytes of address space and seconds of processor time, and writes no
    file."""
    with contextlib.suppress(ImportError):  # there are no bounds on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def close() -> None:
    """From here on it opens nothing more: no file, no connection."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
