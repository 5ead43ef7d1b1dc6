"""Every message of the link and every body on the LAN."""

import json
from urllib.parse import urlsplit

from iot_agent import wire


def fuzz(data: bytes) -> None:
    try:
        message = wire.loads(data, wire.Message)
    except wire.WireError:
        return
    again = wire.dumps(message)
    assert wire.loads(again, type(message), 4 * wire.MAX_MESSAGE) == message, "it does not come back"
    again.encode()
    assert "\\u0000" not in again.replace("\\\\", ""), "no database keeps it"
    json.loads(again, parse_constant=int)
    match message:
        case wire.NetworkPrinter():
            _place(message)
        case wire.NetworkCamera():
            _camera(message)
        case wire.Job() | wire.Perform():
            _wish(message)


def _place(printer: wire.NetworkPrinter) -> None:
    try:
        place = wire.printer_place(printer)
    except wire.WireError:
        return
    assert 0 < place.port < 65536
    assert place.host
    assert not set(place.host + place.path) & set(" \r\n@#?\\")


def _camera(camera: wire.NetworkCamera) -> None:
    try:
        place = wire.camera_place(camera)
    except wire.WireError:
        return
    assert 0 < place.port < 65536
    assert wire.is_apart(place.host)
    told = wire.shown(camera.address.strip())
    assert told == wire.shown(told), "what is hidden stays so"
    at = urlsplit(told)
    assert (at.hostname, at.password) == (place.host, None)
    assert at.username in (None, "", wire.HIDDEN)


def _wish(wish: wire.Job | wire.Perform) -> None:
    for kind, actions in wire.ACTIONS.items():
        if wish.action in actions:
            try:
                checked = wire.check_params(wire.action_of(kind, wish.action), wish.params)
            except wire.WireError:
                continue
            assert checked.keys() == actions[wish.action].params.keys()
