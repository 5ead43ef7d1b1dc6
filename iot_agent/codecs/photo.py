"""Pictures of cameras: whole JPEGs told from broken ones, raw frames made into JPEGs, and both made small enough.

Source: ITU-T T.81 (JPEG) annexes B and K.3; "Linux Media Infrastructure userspace API", 2.6 to 2.10, for raw frames.
"""

from __future__ import annotations

import io
from typing import Any

from ..errors import ProtocolError
from ..libraries import need
from ..values import Photo
from ..wire import MAX_PICTURE

COMPRESSED = ("MJPG", "JPEG")
READABLE = (*COMPRESSED, "YUYV", "UYVY", "NV12", "GREY", "RGB3", "BGR3")
"""The formats of frames that become pictures, the best ones first."""
QUALITIES = (85, 70, 50)
MOST_DOTS = 64_000_000

_START, _END, _SCAN, _HUFFMAN = 0xD8, 0xD9, 0xDA, 0xC4
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})


def whole(data: bytes) -> Photo:
    """The JPEG that `data` begins with, without what a camera fills its buffers up with, and with the tables of annex K
    where the camera leaves them out to save bytes; ProtocolError for what is cut off or no JPEG."""
    if data[:2] != b"\xff\xd8":
        raise ProtocolError("not a JPEG")
    at, size, tables = 2, None, False
    while (found := _segment(data, at))[0] != _SCAN:
        marker, after = found
        tables |= marker == _HUFFMAN
        if marker in _FRAMES:
            size = _size(data, at, after)
        at = after
    if size is None:
        raise ProtocolError("a JPEG of no size")
    end = data.rfind(b"\xff\xd9", found[1])
    if end < 0:
        raise ProtocolError("half a JPEG")
    jpeg = data[: end + 2] if tables else data[:at] + TABLES + data[at : end + 2]
    return Photo(jpeg, *size)


def _segment(data: bytes, at: int) -> tuple[int, int]:
    """The marker at `at`, and where the next one stands."""
    while data[at : at + 2] == b"\xff\xff":
        at += 1
    head = data[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] in (0, _START, _END):
        raise ProtocolError("a damaged JPEG")
    if head[1] in _ALONE:
        return head[1], at + 2
    length = int.from_bytes(head[2:4], "big")
    if length < 2 or at + 2 + length > len(data):
        raise ProtocolError("half a JPEG")
    return head[1], at + 2 + length


def _size(data: bytes, at: int, after: int) -> tuple[int, int]:
    while data[at : at + 2] == b"\xff\xff":
        at += 1
    if at + 9 > after:
        raise ProtocolError("a damaged JPEG")
    height, width = int.from_bytes(data[at + 5 : at + 7], "big"), int.from_bytes(data[at + 7 : at + 9], "big")
    if not 0 < width * height <= MOST_DOTS:
        raise ProtocolError("a JPEG of no size")
    return width, height


def compressed(frame: bytes, format_: str, width: int, height: int, row: int = 0) -> Photo:
    """A raw frame as a JPEG; `row` is the bytes in a row, 0 = as many as its dots need. A short frame raises
    ProtocolError; MissingLibrary without Pillow."""
    image = _image(frame, format_, width, height, row or width * _BYTES[format_])
    return Photo(_saved(image, QUALITIES[0]), width, height)


_BYTES = {"YUYV": 2, "UYVY": 2, "NV12": 1, "GREY": 1, "RGB3": 3, "BGR3": 3}


def _image(frame: bytes, format_: str, width: int, height: int, row: int) -> Any:
    pillow = need("PIL.Image", "images")
    rows = height + (height + 1) // 2 if format_ == "NV12" else height
    across = width * _BYTES[format_]
    if row < across or len(frame) < row * (rows - 1) + across or not 0 < width * height <= MOST_DOTS:
        raise ProtocolError("half a frame")
    if row != across:
        frame = b"".join(frame[row * line : row * line + across] for line in range(rows))
    size = (width, height)
    match format_:
        case "GREY":
            return pillow.frombytes("L", size, frame[: width * height])
        case "RGB3":
            return pillow.frombytes("RGB", size, frame[: 3 * width * height])
        case "BGR3":
            return pillow.frombytes("RGB", size, frame[: 3 * width * height], "raw", "BGR")
        case "NV12":
            light, colours, half = frame[: width * height], frame[width * height :], (width // 2, height // 2)
            blue, red = colours[0::2], colours[1::2]
        case _:
            frame, half, swapped = frame[: 2 * width * height], (width // 2, height), format_ == "UYVY"
            light = frame[swapped::2]
            blue, red = frame[1 - swapped :: 4], frame[3 - swapped :: 4]
    if width % 2 or (format_ == "NV12" and height % 2):
        raise ProtocolError("a frame of half a dot")
    planes = (pillow.frombytes("L", half, plane[: half[0] * half[1]]).resize(size) for plane in (blue, red))
    return pillow.merge("YCbCr", (pillow.frombytes("L", size, light), *planes))


def fitted(photo: Photo, width: int = 0, most: int = MAX_PICTURE) -> Photo:
    """The picture as it is where it is at most `width` dots wide (0 = any) and `most` bytes large, else made smaller.
    One that cannot be decoded raises ProtocolError; MissingLibrary without Pillow, where it must be made smaller."""
    if len(photo.jpeg) <= most and (not width or photo.width <= width):
        return photo
    pillow = need("PIL.Image", "images")
    try:
        image = pillow.open(io.BytesIO(photo.jpeg), formats=("JPEG",))
        if image.width * image.height > MOST_DOTS:
            raise ProtocolError("a JPEG too large to look at")
        image.load()
    except (OSError, ValueError, SyntaxError, pillow.DecompressionBombError) as error:
        raise ProtocolError(f"a damaged JPEG: {error}") from None
    return made(image, width, most)


def made(image: Any, width: int = 0, most: int = MAX_PICTURE) -> Photo:
    """The JPEG of Pillow's image, at most `width` dots wide and `most` bytes large: less fine first, then smaller."""
    if width and image.width > width:
        image = image.resize((width, max(1, round(image.height * width / image.width))))
    while True:
        for quality in QUALITIES:
            if len(jpeg := _saved(image, quality)) <= most:
                return Photo(jpeg, image.width, image.height)
        if image.width < 2 or image.height < 2:
            raise ProtocolError("a picture that does not get small enough")
        image = image.resize((image.width * 3 // 4 or 1, image.height * 3 // 4 or 1))


def _saved(image: Any, quality: int) -> bytes:
    jpeg = io.BytesIO()
    (image if image.mode in ("L", "RGB", "YCbCr") else image.convert("RGB")).save(jpeg, "JPEG", quality=quality)
    return jpeg.getvalue()


TABLES = bytes.fromhex(
    "ffc4001f0000010501010101010100000000000000000102030405060708090a0b"
    "ffc400b5100002010303020403050504040000017d01020300041105122131410613516107227114328191a1082342b1c115"
    "52d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a636465666768"
    "696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6"
    "c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa"
    "ffc4001f0100030101010101010101010000000000000102030405060708090a0b"
    "ffc400b51100020102040403040705040400010277000102031104052131061241510761711322328108144291a1b1c10923"
    "3352f0156272d10a162434e125f11718191a262728292a35363738393a434445464748494a535455565758595a6364656667"
    "68696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4"
    "c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa"
)
"""The Huffman tables of annex K.3, which every decoder of cameras' JPEGs is expected to know."""
