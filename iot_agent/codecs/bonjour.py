"""What a printer says of itself on the local network, read as from a stranger: bounded, cleaned, believed in nothing.

Source: Apple, Bonjour Printing Specification 1.2.1 (keys of TXT records, instance names); RFC 6763 section 6 (their
form); PWG 5100.14 (the keys of IPP Everywhere). Anybody on the network can send such a record (CVE-2024-47176), so it
gives names and a type, and never an address: that is the source of the answer, checked by `local`.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from . import models

MOST_KEYS, MOST_VALUE, MOST_NAME = 64, 255, 63
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_RESOURCE = re.compile(r"[A-Za-z0-9._~/-]{0,120}")
_MAC = re.compile(r"[0-9a-f]{12}")


class Service(Enum):
    """The ways a printer may be announced."""

    IPP = "_ipp._tcp.local."
    IPPS = "_ipps._tcp.local."
    RAW = "_pdl-datastream._tcp.local."
    LPD = "_printer._tcp.local."


@dataclass(frozen=True)
class Advert:
    """One announced way to a printer."""

    service: Service
    instance: str
    host: str
    port: int
    resource: str = ""
    name: str = ""
    maker: str = ""
    commands: str = ""
    formats: tuple[str, ...] = ()
    uuid: str = ""
    mac: str = ""
    purpose: str = field(default="office")
    language: str = ""


def clean(text: str, most: int = MOST_NAME) -> str:
    """One line of printable characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * most]).split())[:most].strip()


def texts(record: Mapping[bytes, bytes | None]) -> dict[str, str]:
    """The record's keys in lower case with their text; what is too much or no text is left out."""
    found: dict[str, str] = {}
    for key, value in list(record.items())[:MOST_KEYS]:
        if value is not None and len(value) <= MOST_VALUE and key.isascii():
            found.setdefault(key.decode().lower(), clean(value.decode(errors="replace"), MOST_VALUE))
    return found


def advert(
    service: Service, instance: str, address: str, port: int, record: Mapping[bytes, bytes | None]
) -> Advert | None:
    """The way, or None where it is no use: no port, no address of ours, or a path that is none."""
    said = texts(record)
    resource = said.get("rp", "").strip("/")
    if not 0 < port < 65536 or not _RESOURCE.fullmatch(resource) or ".." in resource:
        return None
    maker = said.get("usb_mfg", "")
    model = said.get("usb_mdl", "") or said.get("product", "").strip("()") or said.get("ty", "")
    name = clean(said.get("ty", "") or model) or clean(instance)
    uuid = said.get("uuid", "").lower().removeprefix("urn:uuid:")
    uuid = uuid if _UUID.fullmatch(uuid) else ""
    mac = re.sub("[:-]", "", said.get("mac", "").lower())
    commands = said.get("usb_cmd", "").upper()
    names = " ".join((maker, model, name))
    return Advert(
        service=service,
        instance=clean(instance),
        host=address,
        port=port,
        resource=resource,
        name=name,
        maker=clean(maker or _maker(name)),
        commands=commands,
        formats=tuple(filter(None, (mime.strip().lower() for mime in said.get("pdl", "").split(","))))[:32],
        uuid=uuid,
        mac=mac if _MAC.fullmatch(mac) else "",
        purpose=models.purpose(f"{names} {commands}"),
        language=models.language(names, commands),
    )


def _maker(name: str) -> str:
    first, _, rest = name.partition(" ")
    return first if rest else ""


def local(addresses: Iterable[str], *, loopback: bool = False) -> str:
    """The first address that is of a local network and no special one, version 4 before 6; "" = none.

    `loopback`: whether this machine itself may be meant, which nobody on the network has a say in.
    """
    usable = []
    for text in addresses:
        try:
            address = ipaddress.ip_address(text.partition("%")[0])
        except ValueError:
            continue
        special = address.is_multicast or address.is_unspecified or (address.is_reserved and not address.is_loopback)
        fits = loopback if address.is_loopback else address.is_private or address.is_link_local
        if fits and not special:
            usable.append((address.version, address.is_link_local, text))
    return min(usable)[2] if usable else ""
