"""A shop of the tests: one database on the real Odoo server."""

import re
import urllib.error
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from iot_agent import wire
from native.rpc import Client
from tests.support.e2e_box import BoxProcess
from tests.support.e2e_till import Till, new_key
from tests.support.e2e_wait import PATIENCE, until

ENDED = ("sent", "done", "failed", "expired", "cancelled", "unknown")
RECORD = re.compile(r"^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,)", re.MULTILINE)
TROUBLE = re.compile(r"\A\S+ \S+ \d+ (ERROR|CRITICAL) |^Traceback ", re.MULTILINE)


class Shop:
    """What its users see and do, over RPC; `url` is where boxes and browsers find it."""

    def __init__(self, url: str, database: str, log: Path | None = None) -> None:
        self.url = url
        self.database = database
        self._log = log
        self._users: dict[str, Client] = {}

    # --- users

    def user(self, login: str = "admin", password: str = "") -> Client:
        """A logged-in user; sessions survive a restart of the server."""
        if login not in self._users:
            self._users[login] = Client(self.url, self.database, login, password or login)
        return self._users[login]

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """A method of a model, called by the administrator."""
        return self.user().call(model, method, *args, **kwargs)

    def read(self, model: str, domain: list[Any], *fields: str) -> list[dict[str, Any]]:
        return list(self.call(model, "search_read", domain, fields=list(fields), order="id"))

    def new_user(self, login: str, *groups: str, company: int = 0) -> Client:
        """A user in exactly these groups (XML ids), whose password is the login."""
        if not self.read("res.users", [("login", "=", login)], "id"):
            ids = [self.call("ir.model.data", "check_object_reference", *group.split("."))[1] for group in groups]
            values = {"name": login.title(), "login": login, "password": login, "group_ids": [(6, 0, ids)]}
            companies = {"company_id": company, "company_ids": [(6, 0, [company])]} if company else {}
            self.call("res.users", "create", [{**values, **companies}])
        return self.user(login)

    # --- boxes

    def token(self) -> str:
        """A fresh connection token."""
        return str(self.call("iot.pairing", "open_token")["token"])

    def pair(self, box: BoxProcess, devices: int = 0) -> int:
        """Pairs by token; returns once the box is online with that many devices in Odoo. Its id."""
        box.pair(self.token())
        box.wait_online(PATIENCE)
        number = until(lambda: self.box_id(box.identifier), PATIENCE, "the box is in Odoo")
        until(lambda: len(self.devices(number)) >= devices, PATIENCE, f"{devices} devices in Odoo")
        return number

    def box_id(self, identifier: str) -> int:
        """The record of that box; 0 when there is none."""
        found = self.read("iot.box", [("identifier", "=", identifier)], "id")
        return int(found[0]["id"]) if found else 0

    def box(self, identifier: str, *fields: str) -> dict[str, Any]:
        return self.read("iot.box", [("identifier", "=", identifier)], *fields)[0]

    def is_online(self, identifier: str) -> bool:
        found = self.read("iot.box", [("identifier", "=", identifier)], "online")
        return bool(found and found[0]["online"])

    def doorbell(self, identifier: str) -> str:
        """What the box subscribed with last: another one once it listens again."""
        return str(self.read("iot.box", [("identifier", "=", identifier)], "link")[0]["link"])

    def delete_box(self, identifier: str) -> None:
        number = self.box_id(identifier)
        if number:
            self.call("iot.box", "unlink", [number])

    # --- devices

    def devices(self, box: int) -> list[dict[str, Any]]:
        return self.read("iot.device", [("box_id", "=", box)], "identifier", "kind", "name", "health")

    def device(self, box: int, kind: str) -> int:
        """The device of that kind of a box."""
        found = [device for device in self.devices(box) if device["kind"] == kind]
        assert len(found) == 1, f"{len(found)} devices of kind {kind}"
        return int(found[0]["id"])

    def device_code(self, device: int) -> str:
        """What Odoo shows at the device; "" while nothing is wrong."""
        return str(self.read("iot.device", [("id", "=", device)], "code")[0]["code"] or "")

    def till(self, box: BoxProcess, *devices: int, user: str = "admin") -> Till:
        """A till with a ticket for these devices."""
        return Till(box.url, self.user(user).call("iot.device", "ticket", list(devices)), self.url)

    # --- jobs

    def perform(
        self,
        device: int,
        action: str,
        document: wire.Document | None = None,
        *,
        key: str = "",
        user: str = "admin",
        deadline: float | None = None,
        **params: Any,
    ) -> str:
        """Wishes something of a device through Odoo; the key of the job."""
        key = key or new_key()
        sent = wire.to_json(document) if document else None
        self.user(user).call("iot.device", "perform", [device], key, action, params, sent, deadline)
        return key

    def job(self, key: str) -> dict[str, Any]:
        """The job with that key; empty when there is none."""
        found = self.read("iot.job", [("key", "=", key)], "key", "state", "code", "sentence", "path", "user_id")
        return found[0] if found else {}

    def wait_job(self, key: str, within: float = 15.0) -> dict[str, Any]:
        """The job once it ended."""
        until(lambda: self.job(key).get("state") in ENDED, within, f"job {key} ends")
        return self.job(key)

    def wait_done(self, key: str, within: float = 15.0) -> dict[str, Any]:
        """The job once it ended; it must have gone well."""
        job = self.wait_job(key, within)
        assert job["state"] == "done", job
        return job

    # --- the server

    def answers(self) -> bool:
        """Whether the database can be used."""
        try:
            return bool(self.call("iot.box", "search_count", []) is not None)
        except (urllib.error.URLError, OSError, ValueError):
            return False

    @contextmanager
    def no_trouble(self, expected: Callable[[str], bool] = lambda _record: False) -> Iterator[None]:
        """Within, the server logs no error and no traceback, but those that were expected."""
        start = self._log.stat().st_size if self._log else 0
        yield
        if self._log:
            with self._log.open(errors="replace") as file:
                file.seek(start)
                records = RECORD.split(file.read())
            wrong = [text for text in records if TROUBLE.search(text) and not _of_odoo(text) and not expected(text)]
            assert not wrong, "the server logged:\n" + "\n".join(wrong)


def _of_odoo(record: str) -> bool:
    """Odoo's own models run into each other now and then, log that, and try again; its websockets outlive its cursors."""
    if (
        "cursor already closed" in record
    ):  # while the server stops, whatever was under way; boxes say it to the next one
        return True
    if "Invalid HTTP method: '\\x88" in record:  # a browser's goodbye on a websocket that was just refused
        return True
    ours = "iot_" in record and 'DELETE FROM "iot_box"' not in record  # which may meet the last word of that very box
    return "could not serialize access" in record and not ours
