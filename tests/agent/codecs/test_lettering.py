"""Lines as pictures, with whatever fonts a machine has."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFont

from iot_agent.codecs import lettering
from iot_agent.values import Look

HERE = Path(ImageFont.__file__).parent


def _with_one_font(folder, patch):
    """A machine with one font: the one that Pillow brings, of plain Latin letters alone."""
    font = ImageFont.load_default(24)
    (folder / "deep").mkdir()
    (folder / "deep" / "Aileron.ttf").write_bytes(
        font.font_bytes if hasattr(font, "font_bytes") else font.path.getvalue()
    )
    (folder / "broken.ttf").write_bytes(b"no font")
    patch.setattr(lettering, "FOLDERS", (folder, folder / "none"))
    lettering.fonts.cache_clear()
    lettering._font.cache_clear()
    yield
    lettering.fonts.cache_clear()
    lettering._font.cache_clear()


@pytest.fixture
def fonts(tmp_path, monkeypatch):
    yield from _with_one_font(tmp_path, monkeypatch)


def inked(picture):
    """The box of what is black."""
    image = Image.frombytes("1", (picture.width, picture.height), picture.rows)
    return image.getbbox()


@pytest.mark.usefixtures("fonts")
@pytest.mark.parametrize(
    ("align", "left", "right"), [("left", True, False), ("center", False, False), ("right", False, True)]
)
def test_words_stand_where_they_are_to(align, left, right):
    picture = lettering.picture("Cafe", Look(align), 400)

    box = inked(picture)
    assert (picture.width, picture.height) == (400, lettering.LINE)
    assert (box[0] < 10, box[2] > 390) == (left, right)


@pytest.mark.usefixtures("fonts")
def test_both_edges_never_meet():
    picture = lettering.picture("", Look(), 200, ("e" * 40, "12,50"))

    ink = 0
    for at in range(0, len(picture.rows), 25):
        ink |= int.from_bytes(picture.rows[at : at + 25], "big")
    assert "0" * (lettering.GAP - 2) in f"{ink:0200b}"[20:180]


@pytest.mark.usefixtures("fonts")
def test_looks():
    plain, bold = lettering.picture("e", Look(), 100), lettering.picture("e", Look(bold=True), 100)
    large, under = lettering.picture("e", Look(wide=2, tall=2), 100), lettering.picture("e", Look(underline=True), 100)

    assert sum(byte.bit_count() for byte in bold.rows) > sum(byte.bit_count() for byte in plain.rows)
    assert large.height == 2 * plain.height
    assert inked(large)[2] > 1.5 * inked(plain)[2]
    assert inked(under)[3] == lettering.LINE


@pytest.mark.usefixtures("fonts")
def test_what_no_font_has_is_not_drawn():
    assert lettering.draws("Cafe")
    assert not lettering.draws("Café 茶")
    assert lettering.picture("茶", Look(), 400) is None


def test_without_fonts_or_pillow_there_is_no_picture(monkeypatch, tmp_path):
    monkeypatch.setattr(lettering, "FOLDERS", (tmp_path,))
    lettering.fonts.cache_clear()
    lettering._font.cache_clear()
    assert lettering.picture("e", Look(), 400) is None
    lettering._font.cache_clear()
    monkeypatch.setitem(sys.modules, "PIL.ImageFont", None)
    assert lettering.picture("e", Look(), 400) is None
    assert not lettering.draws("é")
    lettering.fonts.cache_clear()
    lettering._font.cache_clear()


def test_fonts_with_many_characters_come_first(tmp_path, monkeypatch):
    for name in ("Zapf.ttf", "NotoSans-Regular.ttf", "DejaVuSans.ttf", "readme.txt"):
        (tmp_path / name).touch()
    monkeypatch.setattr(lettering, "FOLDERS", (tmp_path,))
    lettering.fonts.cache_clear()

    assert [path.name for path in lettering.fonts()] == ["DejaVuSans.ttf", "NotoSans-Regular.ttf", "Zapf.ttf"]
    lettering.fonts.cache_clear()


@pytest.fixture(scope="module")
def one_font(tmp_path_factory):
    """The same machine, for many lines."""
    with pytest.MonkeyPatch.context() as patch:
        yield from _with_one_font(tmp_path_factory.mktemp("fonts"), patch)


@pytest.mark.usefixtures(one_font.__name__)
@given(
    st.text("abcÀé €.:ǳ\u0301", max_size=120),
    st.text("ab 12,50", max_size=60),
    st.builds(
        Look, st.sampled_from(("left", "center", "right")), st.booleans(), st.booleans(), *[st.integers(1, 4)] * 2
    ),
    st.integers(1, 832),
)
def test_a_line_of_any_length_is_as_wide_as_the_paper(line, right, look, width):
    for ends in (None, (line, right)):
        drawn = lettering.picture(line, look, width, ends)
        if drawn is None:
            assert not lettering.draws(line)
            continue
        assert (drawn.width, drawn.height) == (width, lettering.LINE * look.tall)
        assert len(drawn.rows) == drawn.row_bytes * drawn.height
