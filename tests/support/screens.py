"""Real Chromium for tests: one browser, one context per test, every console error a failure."""

import contextlib
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Playwright,
    expect,
    sync_playwright,
)
from playwright.sync_api import TimeoutError as Late

from tests.support.e2e_shop import Shop
from tests.support.e2e_wait import until

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--blink-settings=v8CacheOptions=3",  # keep what was compiled after the first load, not after the third
]
FORGET = """() => {
    try {
        Object.keys(localStorage).filter((key) => key.startsWith("iot.")).forEach((key) => localStorage.removeItem(key));
    } catch {
        // a page of the browser itself remembers nothing
    }
}"""
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

# Odoo's repackaging for Debian leaves this one file out of a bundle.
KNOWN = re.compile(r"selfie_segmentation")
# What Chromium itself says of a request that found nobody: the code under test handles it.
UNREACHABLE = re.compile(
    r"net::ERR_(CONNECTION_REFUSED|NAME_NOT_RESOLVED|CONNECTION_RESET|EMPTY_RESPONSE|FAILED|ABORTED)"
)


class Screen:
    """One page of one person, with what went wrong in it."""

    patience = 15.0
    """Seconds for whatever the page is to do, where nothing else is said."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.errors: list[str] = []
        self.expected: list[re.Pattern[str]] = [KNOWN]
        self.pages: list[Page] = []
        self.page = self._watch(context.new_page())

    def _watch(self, page: Page) -> Page:
        self.pages.append(page)
        page.set_default_timeout(self.patience * 1000)
        page.on("popup", self._watch)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(f"uncaught: {error}"))
        return page

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def expect_unreachable(self) -> None:
        """A server or a box is about to be away: Chromium may say so in the console."""
        self.expected.append(UNREACHABLE)

    def expect(self, pattern: str) -> None:
        """Something is about to be refused: Chromium notes that in the console."""
        self.expected.append(re.compile(pattern))

    def sees(self, what: str | Locator, text: str, within: float = 20) -> None:
        """That element comes to say this."""
        shown = self.page.locator(what) if isinstance(what, str) else what
        expect(shown).to_have_text(text, timeout=within * 1000)

    def sees_texts(self, shown: Locator, texts: list[str], within: float = 20) -> None:
        """Those elements come to say these, in this order."""
        expect(shown).to_have_text(texts, timeout=within * 1000)

    def forget(self) -> None:
        """Leave nothing for the next test that a browser remembers of printers, workstations and boxes."""
        for page in self.pages:
            with contextlib.suppress(Error):  # closed, or on its way to another page
                page.evaluate(FORGET)

    def check(self) -> None:
        """Raises what the console said and nobody expected."""
        wrong = [error for error in self.errors if not any(known.search(error) for known in self.expected)]
        assert not wrong, "the browser console said:\n" + "\n".join(wrong)


class Office(Screen):
    """Somebody at the web client of Odoo."""

    def __init__(self, context: BrowserContext, shop: Shop) -> None:
        super().__init__(context)
        self.shop = shop

    def log_in(self, login: str, password: str = "") -> "Office":
        """Through the login page."""
        self.page.goto(f"{self.shop.url}/web/login?db={self.shop.database}")
        self.page.get_by_label("Email").fill(login)
        self.page.get_by_label("Password", exact=True).fill(password or login)
        self.page.get_by_role("button", name="Log in", exact=True).click()
        self.page.wait_for_selector(".o_web_client .o_navbar", timeout=60_000)  # the first one has the scripts made
        return self

    def open_app(self, *, debug: bool = False) -> None:
        """The IoT app, as from the home menu."""
        action = "iot.iot_box_action"
        self.page.goto(f"{self.shop.url}/odoo/action-{action}" + f"?debug={int(debug)}")
        self.page.wait_for_selector(".o_action_manager .o_view_controller")

    def open_record(self, model: str, number: int, *, debug: bool = False) -> None:
        """The form of a record."""
        self.page.goto(f"{self.shop.url}/odoo/{model}/{number}" + f"?debug={int(debug)}")
        self.page.wait_for_selector(".o_form_view")

    def open_jobs(self) -> None:
        """The list of jobs."""
        self.page.goto(f"{self.shop.url}/odoo/iot-jobs")
        self.page.wait_for_selector(".o_list_view .o_data_row")

    def job_row(self, number: int) -> Locator:
        """The row of a job; the newest stands first."""
        rows = self.shop.call("iot.job", "search", [("id", ">", number)])
        return self.page.locator(".o_list_view .o_data_row").nth(len(rows))

    def save(self) -> None:
        """The cloud in the form's control panel."""
        self.page.locator(".o_form_button_save").click()
        self.page.locator(".o_form_button_save").wait_for(state="hidden")

    def select(self, field: str, choice: str) -> None:
        """A choice of a field that has a list of them."""
        self.page.get_by_label(re.compile(rf"^{re.escape(field)}\??$")).click()  # with the mark of its help
        self.page.locator(".o_field_selection_menu").get_by_text(choice, exact=True).click()

    def click_test(self, button: str) -> None:
        """A button of the test on a device's form; returns once it has its outcome."""
        self.page.get_by_role("button", name=button).click()
        self.page.locator(".o_iot_running").wait_for(state="detached", timeout=self.patience * 2000)
        self.page.locator(".o_iot_outcome").wait_for()

    def open_connect(self) -> Locator:
        """Connect in the IoT app: its search asks addresses where nobody may be."""
        self.expect_unreachable()
        self.click("Connect")
        return self.dialog("Searching for an IoT Box")

    def card(self, text: str) -> Locator:
        return self.page.locator(".o_kanban_record").filter(has_text=text)

    def click(self, button: str) -> None:
        """A button of the view."""
        self.page.locator(".o_action_manager, .o_control_panel").get_by_role(
            "button", name=button, exact=True
        ).first.click()

    def add_line(self, title: str, name: str) -> None:
        """Add the record of that name to the list that is open, by its dialog."""
        self.page.get_by_role("button", name="Add a line").click()
        adding = self.dialog(title)
        adding.get_by_role("searchbox").fill(name)
        adding.get_by_role("searchbox").press("Enter")
        expect(adding.locator(".o_data_row").filter(has_not_text=name)).to_have_count(
            0
        )  # or the tick goes with its row
        adding.locator(".o_data_row").filter(has_text=name).get_by_role("checkbox").check()
        adding.get_by_role("button", name="Select", exact=True).click()

    def dialog(self, title: str = "") -> Locator:
        """The dialog with that title, or the one that is open."""
        return self.page.get_by_role("dialog").filter(has_text=title)

    def sees_toast(self, text: str, within: float = 20) -> None:
        """A notification that says this."""
        self.page.locator(".o_notification").filter(has_text=text).first.wait_for(timeout=within * 1000)

    def outcome(self) -> tuple[str | None, str | None]:
        """State and path of the test on a device's form."""
        shown = self.page.locator(".o_iot_outcome")
        return shown.get_attribute("data-state"), shown.locator(".o_iot_path").get_attribute("data-path")

    def choose(self, name: str) -> None:
        """The cog of the form, and this; Odoo first shows the menu that the browser remembers, and has the right one then."""
        item = self.page.get_by_role("menuitem", name=name)
        until(lambda: self._unfolds(item), 15, f"{name} is in the menu of the form")
        item.click()

    def _unfolds(self, item: Locator) -> bool:
        self.page.locator(".o_cp_action_menus .fa-cog, .o_control_panel .fa-cog").first.click()
        try:
            item.wait_for(timeout=3000)
        except Late:
            self.page.reload()
            return False
        return True

    def delete_record(self) -> None:
        """The cog of the form, Delete, and yes."""
        self.choose("Delete")
        self.page.locator(".modal").get_by_role("button", name="Delete").click()


class Homepage(Screen):
    """Somebody at the homepage of a box."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        super().__init__(context)
        self.url = url

    def open(self) -> "Homepage":
        self.page.goto(self.url)
        self.page.wait_for_selector("main[aria-busy=false]")
        return self

    def pairing_code(self) -> str:
        """The code as it is shown."""
        self.page.locator("#code-section").wait_for()
        return self.page.locator("#code").inner_text()


class Chromium:
    """The browsers of a run: one for each person, with a profile on disk, whose compiled scripts halve a page's cost."""

    def __init__(self) -> None:
        self._manager = sync_playwright()
        self._playwright: Playwright = self._manager.__enter__()
        self._profiles = TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True)
        self._contexts: dict[str, BrowserContext] = {}

    def __enter__(self) -> "Chromium":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for context in self._contexts.values():
            context.close()
        self._manager.__exit__(kind, error, trace)
        self._profiles.cleanup()

    def context(self, user: str, **options: object) -> tuple[BrowserContext, bool]:
        """The cookies and the cache of somebody, kept for the run; and whether they were made just now."""
        name = f"{user} {sorted(options.items())}"
        fresh = name not in self._contexts
        if fresh:
            wanted = {"viewport": WIDE, "locale": "en-US", **options}
            profile = f"{self._profiles.name}/{len(self._contexts)}"
            self._contexts[name] = self._playwright.chromium.launch_persistent_context(
                profile,
                executable_path=CHROMIUM,
                args=FLAGS,
                **wanted,  # type: ignore[arg-type]
            )
        return self._contexts[name], fresh


def photograph(screen: Screen, folder: Path, name: str) -> None:
    """A picture of every open page, for whoever reads the failure."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(screen.pages):
        if not page.is_closed():
            page.screenshot(path=folder / f"{re.sub(r'[^A-Za-z0-9_.-]+', '-', name)}-{number}.png")
