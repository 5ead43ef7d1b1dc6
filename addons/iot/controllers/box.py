"""What boxes say to the database. The table is the whole surface: every route, who may use it, what it takes."""

import time
from dataclasses import dataclass

from werkzeug.exceptions import RequestEntityTooLarge, abort

from odoo import http
from odoo.http import request

from .. import seal, wire
from ..wire import Code, WireError

OPEN, BOX = "open", "box"


@dataclass(frozen=True)
class Route:
    """`method` of the box (or, where anyone may ask, of iot.pairing) gets the message and answers with one."""

    path: str
    who: str
    takes: type[wire.Message]
    method: str
    limit: int = wire.MAX_MESSAGE


ROUTES = (
    Route("/iot/box/announce", OPEN, wire.Sealed, "_take_announce", 16 << 10),
    Route("/iot/box/pair", OPEN, wire.Pair, "_take_pair", 16 << 10),
    Route("/iot/box/hello", BOX, wire.Hello, "_take_hello"),
    Route("/iot/box/devices", BOX, wire.Devices, "_take_devices"),
    Route("/iot/box/ask", BOX, wire.Ask, "_take_ask", 4 << 10),
    Route("/iot/box/report", BOX, wire.Report, "_take_report"),
    Route("/iot/box/document", BOX, wire.Fetch, "_take_fetch", 4 << 10),
    Route("/iot/box/printers", BOX, wire.PrintersTaken, "_take_printers", 4 << 10),
    Route("/iot/box/options", BOX, wire.OptionsTaken, "_take_options", 4 << 10),
    Route("/iot/box/drivers", BOX, wire.AskDrivers, "_take_ask_drivers", 4 << 10),
    Route("/iot/box/driver_files", BOX, wire.FetchDrivers, "_take_fetch_drivers", 4 << 10),
    Route("/iot/box/drivers_taken", BOX, wire.DriversTaken, "_take_drivers_taken", 4 << 10),
    Route("/iot/box/goodbye", BOX, wire.Goodbye, "_take_goodbye", 4 << 10),
)
BY_PATH = {route.path: route for route in ROUTES}

STATUS = {
    Code.TOO_LARGE: 413,
    Code.TOO_MANY: 429,
    Code.UNKNOWN_BOX: 403,
    Code.FORBIDDEN: 403,
    Code.UNKNOWN_JOB: 404,
    Code.DRIVERS_OLDER: 404,
    **dict.fromkeys(
        (Code.UNAUTHORIZED, Code.BAD_SIGNATURE, Code.REPLAYED, Code.STALE, Code.BAD_TOKEN, Code.BAD_CODE), 401
    ),
}


def _bound(_controller):
    """Refuse what says that it is too long before anything of it is read; what does not say ends at the limit."""
    limit = BY_PATH[request.httprequest.path].limit
    if (request.httprequest.content_length or 0) > limit:
        abort(_refuse(request.env, WireError(Code.TOO_LARGE)))
    return limit


OPTIONS = {"type": "http", "auth": "public", "methods": ["POST"], "csrf": False, "save_session": False}


class BoxController(http.Controller):
    @http.route(list(BY_PATH), max_content_length=_bound, **OPTIONS)
    def serve(self, **_params):
        """Bound, authenticate, read, answer: in this order, for every route of the table."""
        route = BY_PATH[request.httprequest.path]
        env = request.env(su=True)
        box = env["iot.box"]
        try:
            body = _read()
            if route.who == BOX:
                box = _authenticate(env, body)
            with env.cr.savepoint():
                answer = _answer(env, route, box, wire.loads(body, route.takes, route.limit))
        except WireError as error:
            return _refuse(env, error)
        response = _respond(answer)
        if route.takes is wire.Hello:
            _bind_session(response)
        return response


def _read():
    try:
        return request.httprequest.get_data()
    except RequestEntityTooLarge:
        raise WireError(Code.TOO_LARGE) from None


def _authenticate(env, body):
    """The box that signed this request. What follows may fail and be undone; that the signature is used stays."""
    asked = request.httprequest
    return env["iot.box"]._authenticated(_credentials(), asked.method, asked.path, body)


def _credentials():
    return seal.read_authorization(request.httprequest.headers.get("Authorization", ""))


def _answer(env, route, box, message):
    if route.who == OPEN:
        return getattr(env["iot.pairing"], route.method)(message)
    answer = getattr(box, route.method)(message)
    if route.takes is not wire.Goodbye:
        box._seen()
    return answer


def _bind_session(response):
    """Give the box an anonymous session: Odoo's websocket finds the database by it, on every server."""
    store = http.root.session_store
    shown = request.httprequest.cookies.get("session_id", "")
    if store.is_valid_key(shown) and store.get(shown).get("db") == request.db:
        return
    session = store.new()
    session.update(http.get_default_session(), db=request.db)
    store.save(session)
    response.set_cookie("session_id", session.sid, max_age=http.get_session_max_inactivity(request.env), httponly=True)


def _respond(answer, status=200):
    if isinstance(answer, bytes):
        return request.make_response(answer, [("Content-Type", "application/octet-stream")], status=status)
    headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
    return request.make_response(wire.dumps(answer), headers, status=status)


def _refuse(env, error):
    """A 4xx with the reason; a box that this database deleted is told so under our signature, which frees it."""
    said = wire.Refusal(code=error.code, detail=error.detail[:200])
    seed = error.code is Code.UNKNOWN_BOX and env["iot.identity"]._seed(create=False)
    if seed:
        said = seal.seal(seed, wire.Forget(box=_credentials().who[: wire.KEY], issued=time.time()))
    return _respond(said, STATUS.get(error.code, 400))
