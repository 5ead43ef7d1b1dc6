"""Requests and answers of the Internet Printing Protocol. Source: RFC 8010 (encoding), RFC 8011 (meaning)."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from ..errors import ProtocolError

VERSION = b"\x02\x00"
MOST = 1 << 20
"""Bytes of attributes beyond which it is no answer."""


class Operation(IntEnum):
    PRINT_JOB = 0x0002
    CANCEL_JOB = 0x0008
    GET_JOB = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER = 0x000B
    RESUME_PRINTER = 0x0011
    CUPS_GET_PRINTERS = 0x4002


class Group(IntEnum):
    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    UNSUPPORTED = 0x05


class Tag(IntEnum):
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    COLLECTION = 0x34
    TEXT_LANGUAGE = 0x35
    NAME_LANGUAGE = 0x36
    END_COLLECTION = 0x37
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME = 0x49
    MEMBER = 0x4A


Value = int | str | tuple[str, ...] | Mapping[str, "Attribute"]


class Attribute(NamedTuple):
    """What is sent for one name: one value, or several words."""

    tag: Tag
    value: Value


Sent = tuple[Group, Mapping[str, Attribute]]
"""A group of what is sent."""
Attributes = Mapping[str, tuple[int | str | bytes, ...]]
"""What was received, values by name; a collection's members are left out."""


@dataclass(frozen=True)
class Answer:
    """`status` below 0x0100 is a yes; `number` is that of the request."""

    status: int
    number: int
    groups: tuple[tuple[int, Attributes], ...]

    @property
    def ok(self) -> bool:
        return self.status < 0x0100

    def of(self, group: Group) -> list[Attributes]:
        """The groups of a kind: a list of printers has one for each."""
        return [attributes for tag, attributes in self.groups if tag == group]


def request(operation: Operation, number: int, *groups: Sent) -> bytes:
    """A request without its document. The operation's own attributes come first, in their order."""
    parts = [VERSION, struct.pack(">HI", operation, number)]
    for group, attributes in groups:
        parts += [bytes((group,)), *(_attribute(name, sent) for name, sent in attributes.items())]
    return b"".join((*parts, bytes((Group.END,))))


def asking(printer: str, user: str = "", **more: Attribute) -> Sent:
    """The operation's attributes in the order that RFC 8011 4.1.4 wants: target, job, who asks, then the others."""
    first = {
        "attributes-charset": Attribute(Tag.CHARSET, "utf-8"),
        "attributes-natural-language": Attribute(Tag.LANGUAGE, "en"),
    }
    target = {"printer-uri": Attribute(Tag.URI, printer)} if printer else {}
    job = {"job-id": more.pop("job_id")} if "job_id" in more else {}
    who = {"requesting-user-name": Attribute(Tag.NAME, user)} if user else {}
    return Group.OPERATION, first | target | job | who | {name.replace("_", "-"): sent for name, sent in more.items()}


def _attribute(name: str, sent: Attribute) -> bytes:
    if isinstance(sent.value, tuple):
        return b"".join(_field(sent.tag, "" if at else name, each.encode()) for at, each in enumerate(sent.value))
    if isinstance(sent.value, str):
        return _field(sent.tag, name, sent.value.encode())
    if isinstance(sent.value, int):
        return _field(sent.tag, name, struct.pack(">?" if sent.tag is Tag.BOOLEAN else ">i", sent.value))
    members = b"".join(
        _field(Tag.MEMBER, "", member.encode()) + _attribute("", inner) for member, inner in sent.value.items()
    )
    return _field(sent.tag, name, b"") + members + _field(Tag.END_COLLECTION, "", b"")


def _field(tag: int, name: str, value: bytes) -> bytes:
    spelled = name.encode()
    return struct.pack(">BH", tag, len(spelled)) + spelled + struct.pack(">H", len(value)) + value


class Answers:
    """Takes bytes as they come, gives whole answers."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> None:
        self._bytes += data

    def next(self) -> Answer | None:
        """The next whole answer; noise raises ProtocolError and is forgotten."""
        try:
            answer, length = _decode(bytes(self._bytes))
        except IndexError:
            if len(self._bytes) <= MOST:
                return None
            self._bytes.clear()
            raise ProtocolError("an answer without end") from None
        except ProtocolError:
            self._bytes.clear()
            raise
        del self._bytes[:length]
        return answer


def decode(data: bytes) -> Answer:
    """A whole answer; raises ProtocolError for anything else."""
    try:
        return _decode(data)[0]
    except IndexError:
        raise ProtocolError("cut short") from None


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, length: int) -> bytes:
        """The next bytes; IndexError where there are not so many."""
        if self.at + length > len(self.data):
            raise IndexError
        self.at += length
        return self.data[self.at - length : self.at]

    def byte(self) -> int:
        return self.take(1)[0]

    def counted(self) -> bytes:
        return self.take(int.from_bytes(self.take(2), "big"))


def _decode(data: bytes) -> tuple[Answer, int]:
    reader = _Reader(data)
    if reader.byte() not in (1, 2):
        raise ProtocolError("not IPP")
    reader.take(1)
    status, number = struct.unpack(">HI", reader.take(6))
    groups = []
    tag = reader.byte()
    while tag != Group.END:
        if tag >= 0x10:
            raise ProtocolError("a value outside of any group")
        group = tag
        attributes: dict[str, list[int | str | bytes]] = {}
        tag = _group(reader, attributes)
        groups.append((group, {name: tuple(values) for name, values in attributes.items()}))
    return Answer(status, number, tuple(groups)), reader.at


def _group(reader: _Reader, attributes: dict[str, list[int | str | bytes]]) -> int:
    """Read attributes until the next group's tag, which is returned."""
    name, depth = "", 0
    while (tag := reader.byte()) >= 0x10:
        spelled, value = reader.counted(), reader.counted()
        if spelled:
            name = spelled.decode(errors="replace")
        if tag == Tag.COLLECTION:
            depth += 1
        elif tag == Tag.END_COLLECTION:
            depth = max(0, depth - 1)
        elif not depth:
            attributes.setdefault(name, []).append(_value(tag, value))
    return tag


def _value(tag: int, value: bytes) -> int | str | bytes:
    if tag in (Tag.INTEGER, Tag.ENUM, Tag.BOOLEAN):
        return int.from_bytes(value, "big", signed=tag != Tag.BOOLEAN)
    if tag in (Tag.TEXT_LANGUAGE, Tag.NAME_LANGUAGE):
        skipped = 2 + int.from_bytes(value[:2], "big")
        return value[skipped + 2 :].decode(errors="replace")
    return value.decode(errors="replace") if tag >= 0x40 else value


def words(attributes: Attributes, name: str) -> Iterator[str]:
    """The values that are text."""
    return (value for value in attributes.get(name, ()) if isinstance(value, str))


def word(attributes: Attributes, name: str) -> str:
    """The first value that is text, or nothing."""
    return next(words(attributes, name), "")


def number(attributes: Attributes, name: str, default: int = 0) -> int:
    """The first value that is a number."""
    return next((value for value in attributes.get(name, ()) if isinstance(value, int)), default)
