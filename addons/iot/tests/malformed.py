"""Requests that must be refused, derived from a message's own schema. No imports of the wire: both suites read it."""

import dataclasses
import enum
import json
import random
import types
import typing

JUNK = (b"", b"{", b"[]", b"null", b"0", b'"x"', b"\xff\xfe\x00", b"{}", b'{"type":3}', b'{"type":"nonsense"}')
WRONG = {
    str: (0, None, [], {}, True, "x" * 2_000_001, "\x00", "\ud800"),
    int: ("1", 1.5, None, [], 10**30, -(10**30), True),
    float: ("1", None, [], 10**30, -1e300, True),
    bool: (0, "true", None, []),
    dict: ([], "x", None, 7, {"k": "\ud800"}, {"k": float("1e999")}, {"x" * 70_000: "\x00"}),
    list: ({}, "x", None, 7, [None], [{"type": 1}]),
}


def example(cls):
    """A valid message of `cls` as JSON values."""
    name = "".join("_" + c.lower() if c.isupper() and i else c.lower() for i, c in enumerate(cls.__name__))
    return {"type": name, **_fields(cls)}


def _fields(cls):
    hints = typing.get_type_hints(cls)
    return {f.name: _sample(hints[f.name], f.metadata) for f in dataclasses.fields(cls)}


def _sample(hint, bounds):
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _sample(typing.get_args(hint)[0], bounds)
    if origin is tuple:
        return [_sample(typing.get_args(hint)[0], {})]
    if origin is not None:
        return {"a": 1}
    if issubclass(hint, enum.Enum):
        return next(iter(hint)).value
    if dataclasses.is_dataclass(hint):
        return _fields(hint)
    return {str: "x", bool: True}.get(hint, max(1, bounds.get("low", 1)))


def _shape(hint):
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _shape(typing.get_args(hint)[0])
    if origin is tuple:
        return list
    if origin is not None or dataclasses.is_dataclass(hint):
        return dict
    return str if issubclass(hint, enum.Enum) else hint


def variants(cls, seed, count):
    """`count` bodies, none of which is a message of `cls`, the same for the same seed."""
    dice = random.Random(seed)
    makers = (_junk, _cut, _wrong_type, _wrong_field, _wrong_field, _wrong_field, _missing)
    made = 0
    while made < count:
        body = dice.choice(makers)(cls, dice)
        if body is not None:
            made += 1
            yield body


def _junk(_cls, dice):
    return dice.choice((*JUNK, b"[" * dice.randrange(1, 100_000), dice.randbytes(dice.randrange(1, 64)) + b"\xff"))


def _cut(cls, dice):
    whole = json.dumps(example(cls)).encode()
    return whole[: dice.randrange(len(whole))]


def _wrong_type(cls, dice):
    return _dump({**example(cls), "type": dice.choice(("", "Job", "x" * 5000, None, 1, [], {}, "sealed " * 3))})


def _wrong_field(cls, dice):
    """One field with a value of another type or out of bounds."""
    fields = dataclasses.fields(cls)
    if not fields:
        return None
    chosen = dice.choice(fields)
    hint = typing.get_type_hints(cls)[chosen.name]
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        wrong = [value for value in WRONG[_shape(hint)] if value is not None]
    else:
        wrong = WRONG[_shape(hint)]
    return _dump({**example(cls), chosen.name: dice.choice(wrong)})


def _missing(cls, dice):
    bare = dataclasses.MISSING
    needed = [f.name for f in dataclasses.fields(cls) if f.default is bare and f.default_factory is bare]
    if not needed:
        return None
    data = example(cls)
    del data[dice.choice(needed)]
    return _dump(data)


def _dump(data):
    return json.dumps(data).encode()
