"""Whatever a job holds, it ends in words; the box lives on, within its memory, and other printers notice nothing."""

import base64
import json
import time
import urllib.error
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from iot_agent import seal, wire
from tests.support.bad_input import DIRECT, ODOO, TABLE, UNCHECKED, Bad, of, sentences
from tests.support.e2e_box import BoxProcess
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_till import new_key
from tests.support.stack import RpcError

LIFE = 60.0
NORMAL = 5.0
"""Seconds in which another printer prints."""
MOST = 64
"""MB that the agent's memory may grow by, whatever it is given."""

CASES = [(bad, way) for bad in TABLE for way in bad.ends]
UNREAD = """
now = datetime.datetime.now()
values = dict(env.context["iot_values"], user_id=env.uid, issued_at=now, deadline=now + datetime.timedelta(minutes=1))
env["iot.job"].sudo()._send(values)
"""


class Room:
    """A box with the printer that gets it all and one beside it."""

    def __init__(self, shop: Shop, folder: Path) -> None:
        self.shop = shop
        self.simulators = Simulators(folder / "simulators", "printer", "printer:beside").start()
        self.box = BoxProcess(folder / "box", "bad-input", self.simulators).start()
        self.number = shop.pair(self.box, 2)
        found = {device["identifier"]: device["id"] for device in shop.devices(self.number)}
        self.printer, self.beside = found["sim-printer"], found["sim-beside"]
        self.till = shop.till(self.box, self.printer, self.beside)
        self.user = shop.new_user("cashier", "iot.group_iot_user")
        model = shop.call("ir.model", "search", [("model", "=", "iot.job")])[0]
        values = {"name": "Sign unread", "model_id": model, "state": "code", "code": UNREAD}
        [self._unread] = shop.call("ir.actions.server", "create", [values])
        self.ways = {DIRECT: self._directly, ODOO: self._through_odoo, UNCHECKED: self._unchecked}
        for device in ("sim-printer", "sim-beside"):
            assert self.till.perform(device, "print", _document("a first page"))["state"] == "done"
        self.before = memory(self.box.pid, "VmRSS")
        self.highest: tuple[int, str] = (0, "")

    def close(self) -> None:
        self.shop.call("ir.actions.server", "unlink", [self._unread])
        self.box.stop()
        self.shop.delete_box(self.box.identifier)
        self.simulators.stop()

    # --- the ways: each gives the code of a refusal, or nothing

    def _directly(self, key: str, bad: Bad) -> str:
        wish = {"type": "perform", "key": key, "device": "sim-printer", "action": bad.action, "wait": 0}
        wish |= {"params": bad.params, "document": bad.document(), "deadline": time.time() + LIFE}
        try:
            answer = self.till.post("/api/perform", json.dumps(wish).encode())
        except urllib.error.URLError as error:  # it hung up in the middle of many megabytes
            if not isinstance(error.reason, ConnectionError):
                raise
            return "too_large"
        assert answer.status < 500, answer
        return wire.from_json(answer.body, wire.Refusal).code.value if answer.status >= 400 else ""

    def _through_odoo(self, key: str, bad: Bad) -> str:
        try:
            self.user.call("iot.device", "perform", [self.printer], key, bad.action, bad.params, bad.document(), LIFE)
        except RpcError as error:
            return next(code for code, sentence in sentences().items() if sentence == str(error))
        return ""

    def _unchecked(self, key: str, bad: Bad) -> str:
        values = {"key": key, "box_id": self.number, "device_id": self.printer, "action": bad.action}
        values["params"] = dict(bad.params)
        if document := bad.document():
            data = base64.b64decode(document["data"])
            names = ("format", "width", "height", "digest")
            content = {"digest": seal.digest(data), "size": min(len(data), wire.MAX_DOCUMENT), **document}
            values |= {f"document_{name}": content[name] for name in (*names, "size") if name in content}
            values["document"] = document["data"]
        self.shop.call("ir.actions.server", "run", [self._unread], context={"iot_values": values})
        return ""

    # --- what is left of it

    def traces(self) -> tuple[Any, ...]:
        """What no bad input changes."""
        files = sorted(path.name for path in self.box.state.rglob("*"))
        return self.box.pid, self.box.running, self.simulators.drawer_kicks(), files

    def papers(self) -> int:
        return len(self.simulators.receipts())


def memory(pid: int, name: str) -> int:
    """MB of a process: VmRSS, or VmHWM as the most of it since `forget`."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(text.partition(f"{name}:")[2].split()[0]) // 1024


def forget(pid: int) -> None:
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def _document(text: str) -> wire.Document:
    said = of("text", text.encode())
    return wire.from_json(said, wire.Document)


@pytest.fixture(scope="module")
def room(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    made = Room(shop, tmp_path_factory.mktemp("bad-input"))
    yield made
    made.close()


@pytest.mark.parametrize(("bad", "way"), CASES, ids=[f"{bad.name}, {way}" for bad, way in CASES])
def test_bad_input_ends_in_words(bad: Bad, way: str, room: Room, shop: Shop) -> None:
    """Proof 6: with a code that Odoo has a sentence for; nothing comes out, nothing is left, nobody waits."""
    key, traces, papers = new_key(), room.traces(), room.papers()
    forget(room.box.pid)
    code = room.ways[way](key, bad)
    beside = room.till.perform("sim-beside", "print", _document("beside"), wait=NORMAL)
    assert beside["state"] == "done", beside

    if code:
        assert f"refused {code}" == bad.ends[way]
        assert sentences()[code]
        assert not shop.job(key)
    else:
        job = shop.wait_job(key, 40)
        assert f"{job['state']} {job['code'] or ''}".strip() == bad.ends[way]
        assert job["sentence"] == (sentences()[job["code"]] if job["code"] else "")
    assert room.traces() == traces
    assert room.papers() == papers + bad.ends[way].startswith("done")
    peak = memory(room.box.pid, "VmHWM")
    room.highest = max(room.highest, (peak, f"{bad.name}, {way}"))
    assert peak - room.before < MOST, f"{room.before} MB before, {peak} MB at the most"


def test_none_of_its_memory_is_lost(room: Room, show: Callable[[str], None]) -> None:
    """Proof 6: after all of that the agent is as small as after any day's work, and prints."""
    assert room.till.perform("sim-printer", "print", _document("the next page"))["state"] == "done"
    now = memory(room.box.pid, "VmRSS")
    show(f"{room.before} MB before, {room.highest[0]} MB at the most ({room.highest[1]}), {now} MB after")
    assert now - room.before < MOST / 2
