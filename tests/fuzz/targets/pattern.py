"""An expression that a user types, and a text."""

from iot_agent.pattern import Pattern, PatternError


def fuzz(data: bytes) -> None:
    typed, _, text = data.decode("latin-1").partition("\0")
    try:
        pattern = Pattern(typed[:200])
    except PatternError:
        return
    groups = pattern.search(text[:64])
    assert groups is None or groups.keys() <= set(pattern.names)
