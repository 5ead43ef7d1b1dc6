"""The reader of Star's commands by itself: each calls back for what it does."""

from iot_agent.simulators.star_reader import Reader


class Heard:
    """A reader and what it called back."""

    def __init__(self):
        self.cuts, self.pulses, self.marks = [], [], 0
        self.reader = Reader(
            width=576,
            on_cut=lambda paper: self.cuts.append(paper.text),
            on_pulse=lambda pin, pulse: self.pulses.append((pin, pulse)),
            on_mark=self._mark,
            on_count=lambda: None,
        )

    def _mark(self):
        self.marks += 1


def test_text_and_cut_in_any_pieces():
    page = b"hello\nworld\n\x1bd\x02"
    whole, piecemeal = Heard(), Heard()
    whole.reader.feed(page)
    for byte in page:
        piecemeal.reader.feed(bytes([byte]))
    assert whole.cuts == piecemeal.cuts == [["hello", "world"]]


def test_drawers_and_marks():
    heard = Heard()
    heard.reader.feed(b"\x07\x1a\x17\x17")
    assert (heard.pulses, heard.marks) == ([(2, 200), (5, 200)], 2)
    assert not heard.reader.unknown


def test_what_it_cannot_read_is_kept():
    heard = Heard()
    heard.reader.feed(b"\x1b\xff")
    assert heard.reader.unknown
