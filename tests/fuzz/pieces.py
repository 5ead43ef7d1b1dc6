"""One parser, the same bytes in other pieces."""

from __future__ import annotations

from collections.abc import Iterator


def pieces(data: bytes, most: int = 500) -> Iterator[bytes]:
    """The bytes after the first, which says in how large pieces; no more than `most` of them."""
    size = max(1 + (data[0] % 16 if data else 0), -(-len(data) // most))
    return (data[at : at + size] for at in range(1, len(data), size))


def strings(data: bytes, count: int) -> list[str]:
    """The bytes as so many texts, parted by newlines; the last one has what is left."""
    parts = data.decode("utf-8", "replace").split("\n", count - 1)
    return parts + [""] * (count - len(parts))
