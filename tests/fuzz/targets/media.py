"""The names of labels that a printer says it has."""

from iot_agent.codecs import media

from ..pieces import strings

SOUGHT = (5000, 2500)


def fuzz(data: bytes) -> None:
    names = strings(data, 16)
    assert media.is_among(SOUGHT, [*names, "oe_label_50x25mm"])
    found = media.is_among(SOUGHT, names)
    assert found == media.is_among(SOUGHT, reversed(names)), "the order matters"
    fixed = [name for name in names if not name.startswith((media.LEAST, media.MOST))]
    assert media.is_among(SOUGHT, fixed) == any(media.is_among(SOUGHT, [name]) for name in fixed)
