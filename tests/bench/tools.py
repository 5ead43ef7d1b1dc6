"""Cameras, measuring tools and customers' displays: from the wish, or the button, to the till and back."""

import base64
import os
import random
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from iot_agent.simulators import http_camera, line_display, mitutoyo, rtsp, v4l2
from iot_agent.simulators.hid_gauge import press
from tests.support.e2e_listener import Listener
from tests.support.e2e_till import Till

from .instruments import Pipe
from .lab import Lab, Place
from .lines import Line
from .table import Figure, Row, at_most, exactly

PICTURES, PRESSES, TEXTS = 30, 60, 30
KERNEL = {"bench-camera": "MJPG 1280 720", "bench-raw-camera": "YUYV 1280 720"}
NETWORK = {"bench-snapshot": "snapshot.jpg", "bench-stream": "video.mjpg"}
STREAMS = {"bench-rtsp-jpeg": "JPEG", "bench-rtsp-h264": "H264"}
SERIAL, TYPING, DISPLAY = "bench-gauge", "bench-typing-gauge", "bench-display"


class KernelCamera(v4l2.V4l2):
    """Notes when it saw what."""

    def __init__(self, mode: str) -> None:
        super().__init__((mode,))
        self.seen: dict[int, float] = {}

    def receive(self, data: bytes) -> bytes:
        answer = super().receive(data)
        self.seen.setdefault(self.number, time.monotonic())
        return answer


class NetworkCamera(http_camera.HttpCamera):
    """The same of a camera of the network."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[int, float] = {}

    def jpeg(self) -> bytes:
        jpeg = super().jpeg()
        self.seen[self.number] = time.monotonic()
        return jpeg


class StreamingCamera(rtsp.Rtsp):
    """The same of a camera that streams."""

    def __init__(self, encoding: str) -> None:
        super().__init__(encoding=encoding, keys=25)
        self.seen: dict[int, float] = {}

    def packets(self) -> list[bytes]:
        self.seen[self.number + 1] = time.monotonic()
        return super().packets()


Camera = KernelCamera | NetworkCamera | StreamingCamera


def measure(lab: Lab) -> Iterator[Row]:
    folder = lab.folder / "tools"
    folder.mkdir()
    with ExitStack() as opened:
        master, slave = os.openpty()
        tty.setraw(slave)
        for end in (master, slave):
            opened.callback(os.close, end)
        keys = Pipe(folder / "keys")
        opened.callback(keys.close)
        lines = opened.enter_context(Line(lab.loop, line_display.LineDisplay(), 9600, b"\x0c"))
        places = [
            Place(SERIAL, "serial", os.ttyname(slave), "mitutoyo"),
            Place(TYPING, "hid", keys.path, "hid_gauge"),
            Place(DISPLAY, "serial", lines.path, "line_display"),
        ]
        cameras: dict[str, Camera] = {}
        for name, mode in KERNEL.items():
            cameras[name] = camera = KernelCamera(mode)
            served = v4l2.Served(camera)
            places.append(Place(name, "v4l2", lab.loop.run(served.start(folder / name)), "v4l2"))
            opened.callback(lambda served=served: lab.loop.run(served.stop()))
        for name, path in NETWORK.items():
            cameras[name] = camera = NetworkCamera()
            web = http_camera.Served(camera)
            places.append(Place(name, "http", f"{lab.loop.run(web.start())}/{path}", "http_camera"))
            opened.callback(lambda web=web: lab.loop.run(web.stop()))
        for name, encoding in STREAMS.items():
            cameras[name] = camera = StreamingCamera(encoding)
            stream = rtsp.Served(camera)
            places.append(Place(name, "rtsp", f"{lab.loop.run(stream.start())}/stream", "rtsp"))
            opened.callback(lambda stream=stream: lab.loop.run(stream.stop()))
        _, till = opened.enter_context(lab.box("tools", places))
        for name, camera in cameras.items():
            yield from _pictures(lab, till, name, camera)
        with Listener(lab.loop, till, SERIAL) as listener:
            tool = mitutoyo.Mitutoyo
            yield _presses(lab, listener, lambda value: os.write(master, tool(value).press()), "serial line")
        with Listener(lab.loop, till, TYPING) as listener:
            yield _presses(lab, listener, lambda value: keys.write(press(value)), "keyboard interface")
        yield _texts(lab, till)


def _pictures(lab: Lab, till: Till, name: str, camera: Camera) -> Iterator[Row]:
    """The picture says which one it is, so it is known when the camera saw it."""
    what = KERNEL.get(name) or (f"HTTP {NETWORK[name]}" if name in NETWORK else f"RTSP {STREAMS[name]}")
    waits, ages, early = [], [], 0
    for _ in range(lab.many(PICTURES)):
        start = time.monotonic()
        answer = till.perform(name, "picture")
        end = time.monotonic()
        assert answer["state"] == "done", answer
        seen = camera.seen[v4l2.number_on(base64.b64decode(answer["value"]["picture"]))]
        waits.append((end - start) * 1000)
        ages.append((end - seen) * 1000)
        early += seen < start
    yield Row(
        f"wish → picture at the till, {what}", "ms", Figure.of(waits), targets=(at_most(1000),),
        note="with the drawing of the simulated picture; a real camera needs 400 ms more to find its exposure",
    )  # fmt: skip
    yield Row(f"how old the picture is by then, {what}", "ms", Figure.of(ages), targets=(at_most(1000),))
    yield Row(f"pictures from before the wish, {what}", "", Figure.of([early]), targets=(exactly(0),))


def _presses(lab: Lab, listener: Listener, send: Callable[[float], object], where: str) -> Row:
    chance = random.Random(3)
    times = []
    for number in chance.sample(range(1, 99999), lab.many(PRESSES)):
        time.sleep(chance.uniform(0.01, 0.05))
        value = number / 1000
        start = time.monotonic()
        send(value)
        seen = listener.wait("measure", lambda told, value=value: told["value"] == value)
        times.append((seen - start) * 1000)
    return Row(f"button of a tool on a {where} → till", "ms", Figure.of(times), targets=(at_most(50),))


def _texts(lab: Lab, till: Till) -> Row:
    times = []
    for number in range(lab.many(TEXTS)):
        start = time.monotonic()
        answer = till.perform(DISPLAY, "text", lines=f"Total\n{number}.00")
        times.append((time.monotonic() - start) * 1000)
        assert answer["state"] == "done", answer
    return Row("wish → two lines written to a display", "ms", Figure.of(times), targets=(at_most(50),))
