"""What the very printer is known by, whichever way it is seen; discovery/once.py says what the marks are worth."""

from __future__ import annotations

import re

from .sysfs import safe

SHORTEST = 4
"""Characters of a serial number that is worth its name: "1" and "00" are borne by whole series."""
_FROM_MAC = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[0-9a-f]{4}-([0-9a-f]{12})")
"""A UUID of version 1 ends with the address of the network card (RFC 9562, 5.1)."""


def usb(serial: str, model: str) -> frozenset[str]:
    """Of a printer on USB: by serial number, or for want of one by model."""
    told = safe(serial)
    if len(told) >= SHORTEST and len(set(told)) > 1:
        return frozenset({f"serial:{told}"})
    return frozenset({f"model:{model.casefold()}"}) if model else frozenset()


def network(
    *,
    uuid: str = "",
    mac: str = "",
    instance: str = "",
    host: str = "",
    port: int = 0,
    bus: str = "",
    resource: str = "",
) -> frozenset[str]:
    """Of a printer on the network; `resource` is what it is called at that port, where several may be."""
    told = uuid.lower().removeprefix("urn:uuid:")
    found = _FROM_MAC.fullmatch(told)
    name = host.lower().rstrip(".")
    called = f"/{path}" if (path := resource.strip("/")) else ""
    parts = {
        "uuid": told,
        "mac": mac or (found[1] if found else ""),
        "instance": instance.casefold(),
        "to": f"{bus}/{name}:{port}{called}" if name and port else "",
        "at": name,
    }
    return frozenset(f"{kind}:{value}" for kind, value in parts.items() if value)
