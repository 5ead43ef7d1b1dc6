"""The IEEE 1284 id of a printer, and what is made of it."""

from iot_agent.codecs import ieee1284, models


def fuzz(data: bytes) -> None:
    text = data.decode(errors="replace")
    found = ieee1284.parse(text)
    assert sum(len(key) + len(value) for key, value in found.items()) <= 2 * len(text) + 200
    names = " ".join(found.values())
    assert models.purpose(names) in {"receipt", "label", "office", "printer"}, models.purpose(names)
    assert isinstance(models.language(names, found.get("CMD", "")), str)
