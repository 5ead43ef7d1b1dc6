"""Cameras as the kernel lists them: one device each, though a camera may have several nodes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from ..core.match import Candidate
from ..errors import TransportError
from ..transports.v4l2 import captures
from .sysfs import SYS, attribute, children, number, safe


class Video:
    """Every device that gives pictures, told by serial number, or by where it is plugged."""

    name = "video"

    def __init__(self, root: Path = SYS, dev: Path = Path("/dev"), gives: Callable[[str], bool] = captures) -> None:
        self._root = root
        self._dev = dev
        self._gives = gives
        self._known: dict[tuple[str, Path], bool] = {}

    async def scan(self) -> list[Candidate]:
        """A node that was never opened may take its time to open."""
        nodes = self._nodes()
        give = {thing for (_, thing), gives in self._known.items() if gives}
        if all(thing in give or (node.name, thing) in self._known for node, thing in nodes):
            return self._scan(nodes)
        return await asyncio.to_thread(self._scan, nodes)

    def _nodes(self) -> list[tuple[Path, Path]]:
        return [(node, _thing(node)) for node in children(self._root / "class/video4linux", "video*")]

    def _scan(self, nodes: list[tuple[Path, Path]]) -> list[Candidate]:
        there = {(node.name, thing) for node, thing in nodes}
        self._known = {key: value for key, value in self._known.items() if key in there}
        cameras: dict[Path, Path] = {}
        for node, thing in sorted(nodes, key=lambda pair: number(pair[0], "index", 10) or 0):
            if thing not in cameras and self._captures(node, thing):
                cameras[thing] = node
        found: dict[str, Candidate] = {}
        for thing, node in sorted(cameras.items()):
            seen = self._candidate(node, thing, by_port=False)
            if seen.identifier in found:  # a maker who gives all his cameras one serial number
                seen = self._candidate(node, thing, by_port=True)
            found[seen.identifier] = seen
        return list(found.values())

    def _captures(self, node: Path, thing: Path) -> bool:
        """Asked once for as long as it is there: a camera need not be woken again and again."""
        key = (node.name, thing)
        if key not in self._known:
            try:
                self._known[key] = self._gives(str(self._dev / node.name))
            except TransportError:
                return not number(node, "index", 10)  # what cannot be opened is shown, so that somebody learns why
        return self._known[key]

    def _candidate(self, node: Path, thing: Path, *, by_port: bool) -> Candidate:
        vendor, product = number(thing, "idVendor"), number(thing, "idProduct")
        serial = "" if by_port else attribute(thing, "serial")
        told = (f"{vendor:04x}", f"{product or 0:04x}") if vendor is not None else ()
        return Candidate(
            identifier=safe("camera", *told, serial or (f"port{thing.name}" if told else thing.name)),
            bus="v4l2",
            address=str(self._dev / node.name),
            name=attribute(thing, "product") or attribute(node, "name"),
            manufacturer=attribute(thing, "manufacturer"),
            vendor=vendor,
            product=product,
        )


def _thing(node: Path) -> Path:
    """The USB device as a whole that a node belongs to, else what stands right behind the node."""
    device = (node / "device").resolve()
    return next((folder for folder in (device, *device.parents) if (folder / "idVendor").exists()), device)
