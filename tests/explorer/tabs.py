"""A tab of a real browser that opens the page."""

import shutil
from contextlib import contextmanager

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PATIENCE = 120_000


class Tab:
    """A tab that notes every request that leaves the machine and every word of complaint."""

    def __init__(self, browser, address, **options):
        self.context = browser.new_context(**{"viewport": {"width": 1300, "height": 900}, "locale": "en-GB", **options})
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.outside, self.complaints = [], []
        self.page.on("request", lambda request: self._note(request.url, address))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type != "log" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address)
        self.page.locator("#tiles li").first.wait_for()

    def _note(self, url, address):
        if not url.startswith(address.partition("?")[0]):
            self.outside.append(url)

    def text(self, selector):
        """Return the words of an element."""
        return self.page.locator(selector).first.inner_text()

    def wait_for_text(self, selector, words):
        """Wait until an element has these words."""
        self.page.locator(selector).filter(has_text=words).first.wait_for()

    @contextmanager
    def held(self, name):
        """Hold back the page's requests of this name until the block ends; the newest then arrives first."""
        held = []

        def hold(route):
            held.append(route)

        self.page.route(f"**/api/{name}", hold)
        yield
        while not held:
            self.page.wait_for_timeout(10)
        for route in reversed(held):
            with self.page.expect_response(f"**/api/{name}"):
                route.continue_()
        self.page.unroute(f"**/api/{name}")

    def focus_by_keyboard(self, selector):
        """Move the focus with the tabulator alone until it is where it is wanted."""
        wanted = self.page.locator(selector).first
        for _ in range(80):
            self.page.keyboard.press("Tab")
            if wanted.evaluate("node => node === document.activeElement"):
                return
        raise AssertionError(f"the keyboard does not reach {selector}")

    def close(self):
        """Close the tab; nothing may have gone wrong in it."""
        self.context.close()
        assert self.outside == []
        assert self.complaints == []
