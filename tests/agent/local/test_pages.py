import re
from html.parser import HTMLParser
from importlib import resources

from iot_agent.local.pages import POLICY
from tests.support.lan import lan
from tests.support.loop import in_loop

FOLDER = resources.files("iot_agent.local") / "homepage"


class Page(HTMLParser):
    """What a page asks the browser to load or run."""

    def __init__(self, text):
        super().__init__()
        self.links, self.inline, self.ids, self.labels, self.inputs, self.buttons = [], [], [], [], [], []
        self._button = None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.ids += [given["id"]] if "id" in given else []
        if asked := given.get("data-asked"):  # owner.js puts the owner code's field there
            self.ids += [f"{asked}-owner", f"{asked}-hint"]
        self.links += [given[name] for name in ("src", "href") if name in given]
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        if tag == "label":
            self.labels.append(given.get("for"))
        if tag in ("input", "textarea", "select"):
            self.inputs.append(given.get("id"))
        if tag == "button":
            self._button = [given.get("aria-label", "")]
            self.buttons.append(self._button)

    def handle_data(self, data):
        if self._button is not None:
            self._button[0] += data.strip()

    def handle_endtag(self, tag):
        if tag == "button":
            self._button = None


def page():
    return Page((FOLDER / "index.html").read_text())


@in_loop
async def test_the_homepage_and_all_that_it_asks_for(tmp_path):
    async with lan(tmp_path) as at:
        status, headers, body = await at.get("/")
        assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert headers["Content-Security-Policy"] == POLICY
        assert headers["Referrer-Policy"] == "no-referrer"
        for link in Page(body.decode()).links:
            if not link.startswith("#"):
                assert (await at.get(link))[0] == 200, link


@in_loop
async def test_each_file_is_what_it_is(tmp_path):
    async with lan(tmp_path) as at:
        for name, kind in (
            ("homepage.js", "text/javascript"),
            ("homepage.css", "text/css"),
            ("icon.svg", "image/svg+xml"),
        ):
            status, headers, body = await at.get(f"/static/{name}")
            assert (status, headers["Content-Type"].partition(";")[0]) == (200, kind)
            assert body == (FOLDER / name).read_bytes()


def test_nothing_runs_but_our_own_files():
    assert "'unsafe" not in POLICY
    assert "script-src 'self'" in POLICY
    assert "frame-ancestors 'none'" in POLICY
    seen = page()
    assert seen.inline == []
    assert all(link.startswith(("/static/", "#")) for link in seen.links)


def test_every_script_imports_only_its_neighbours():
    for file in FOLDER.iterdir():
        if file.name.endswith(".js"):
            imported = re.findall(r'from "([^"]+)"', file.read_text())
            assert all((FOLDER / name.removeprefix("./")).is_file() for name in imported), file.name


def test_every_field_has_its_label_and_every_button_its_words():
    seen = page()
    assert sorted(map(str, seen.labels)) == sorted(map(str, seen.inputs))
    assert all(words for (words,) in seen.buttons)
    assert len(seen.ids) == len(set(seen.ids))


def test_every_element_the_script_looks_for_is_there():
    scripts = "".join((FOLDER / name).read_text() for name in ("homepage.js", "devices.js"))
    wanted = re.findall(r'\$\("([^"]+)"\)', scripts)
    assert len(wanted) > 20
    assert set(wanted) <= set(page().ids)


def test_the_words_of_the_documentation_are_there():
    text = (FOLDER / "index.html").read_text()
    for words in ("Internet Status", "Odoo database connected", "Configure", "Server Token", "Connect", "Pairing Code"):
        assert words in text
