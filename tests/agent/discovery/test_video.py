"""Cameras in a made-up /sys."""

import pytest

from iot_agent.discovery.video import Video
from iot_agent.errors import TransportError
from tests.support.loop import in_loop
from tests.support.sysfs import Machine


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


@pytest.fixture
def webcam(machine):
    """A camera at a port, with a node of pictures and one of other data, as most have them."""

    def plug(port, first, serial=""):
        attributes = {"manufacturer": "Logi"} | ({"serial": serial} if serial else {})
        device = machine.usb(port, vendor=0x046D, product=0x0825, **attributes)
        (device / "product").write_text("HD Webcam\n")
        interface = machine.interface(device, 0, 14)
        machine.video(f"video{first}", interface, index="0", name="HD Webcam: HD Webcam")
        machine.video(f"video{first + 1}", interface, index="1", name="HD Webcam: HD Webcam")

    return plug


def look(machine, gives=lambda path: True):
    return Video(machine.sys, machine.dev, gives)


@in_loop
async def test_one_camera_of_two_nodes_is_one_device(machine, webcam):
    webcam("1-2", 0, serial="A1B2C3")

    (camera,) = await look(machine).scan()

    assert camera.identifier == "camera-046d-0825-A1B2C3"
    assert (camera.bus, camera.address) == ("v4l2", str(machine.dev / "video0"))
    assert (camera.name, camera.manufacturer) == ("HD Webcam", "Logi")
    assert (camera.vendor, camera.product) == (0x046D, 0x0825)


@in_loop
async def test_the_node_that_gives_pictures_is_taken(machine, webcam):
    webcam("1-2", 0)

    (camera,) = await look(machine, lambda path: path.endswith("video1")).scan()

    assert camera.address.endswith("video1")
    assert camera.identifier == "camera-046d-0825-port1-2"


@in_loop
async def test_two_of_a_maker_who_gives_all_one_number(machine, webcam):
    webcam("1-2", 0, serial="SN0001")
    webcam("1-3", 2, serial="SN0001")

    assert [camera.identifier for camera in await look(machine).scan()] == [
        "camera-046d-0825-SN0001",
        "camera-046d-0825-port1-3",
    ]


@in_loop
async def test_a_camera_that_is_no_usb_device(machine):
    device = machine.sys / "devices/platform/vivid.0"
    device.mkdir(parents=True)
    machine.video("video0", device, index="0", name="vivid-000-vid-cap")

    (camera,) = await look(machine).scan()

    assert (camera.identifier, camera.name, camera.vendor) == ("camera-vivid.0", "vivid-000-vid-cap", None)


@in_loop
async def test_what_gives_no_pictures_is_no_camera(machine, webcam):
    webcam("1-2", 0)

    assert await look(machine, lambda path: False).scan() == []


@in_loop
async def test_a_camera_is_asked_once_while_it_is_there_and_again_after_a_replug(machine, webcam):
    asked = []
    video = look(machine, lambda path: asked.append(path) or True)
    webcam("1-2", 0)
    await video.scan()
    await video.scan()
    assert len(asked) == 1
    machine.unplug_video("video0", "video1")
    assert await video.scan() == []
    device = machine.sys / "devices/usb1/1-2/1-2:1.0"
    machine.video("video0", device, index="0", name="again")
    await video.scan()
    assert len(asked) == 2


@in_loop
async def test_a_look_at_what_is_known_wakes_no_thread(machine, webcam, monkeypatch):
    webcam("1-2", 0)
    video = look(machine)
    found = await video.scan()
    monkeypatch.delattr("asyncio.to_thread")

    assert await video.scan() == found

    webcam("1-3", 2)
    with pytest.raises(AttributeError):
        await video.scan()


@in_loop
async def test_a_camera_that_may_not_be_opened_is_shown_so_that_somebody_learns_why(machine, webcam):
    def refused(path):
        raise TransportError("Permission denied")

    webcam("1-2", 0)

    (camera,) = await look(machine, refused).scan()

    assert camera.address.endswith("video0")


@in_loop
async def test_a_machine_without_video(tmp_path):
    assert await Video(tmp_path / "none", tmp_path).scan() == []
