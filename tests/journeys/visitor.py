"""A person in a browser, who looks closely at every page."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from fledge_site.accounts import DEMO_PASSWORD
from tests.patience import PATIENCE

#: `make screenshots` sets this: then the pictures of the documentation are made anew.
PICTURES = Path(os.environ["FLEDGE_PICTURES"]) if os.environ.get("FLEDGE_PICTURES") else None
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],  # describing what is in order takes most of the time
}
NARROW = {"width": 360, "height": 740}

expect.set_options(timeout=1000 * PATIENCE)


class Visitor:
    """Wraps a Playwright page. `look` is to be called on every page that a journey passes."""

    def __init__(self, page, site, *, scripts=True):
        self.page, self.site, self.scripts = page, site, scripts
        self.complaints = []
        page.set_default_timeout(1000 * PATIENCE)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", self._watch)

    def _hear(self, message):
        # A refused form answers 4xx on purpose, which the browser reports as a failed resource.
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _watch(self, request):
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.netloc != urlsplit(self.site).netloc:
            self.complaints.append(f"asked another host: {request.url}")

    def open(self, path):
        """Go to `path` and return the response."""
        return self.page.goto(self.site + path)

    def sign_in(self, username):
        self.open("/learning/sign-in/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", DEMO_PASSWORD)
        self.press("Sign in")
        assert urlsplit(self.page.url).path == "/learning/", f"{username} could not sign in"

    def press(self, name):
        """Press the first button called `name` in the page, and wait for what comes."""
        self.page.locator("main").get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()

    def follow(self, name, *, within="main"):
        """Follow the first link called `name`."""
        self.page.locator(within).get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()

    @property
    def text(self):
        """What the page says, as a person reads it."""
        return self.page.locator("main").inner_text()

    def sees(self, words):
        """Assert that the page says `words`, or does so as soon as it is there."""
        expect(self.page.locator("main")).to_contain_text(words, use_inner_text=True)

    def look(self, picture=None):
        """Assert that the page is accessible, fits a phone, asked no other host and broke no rule of its own policy.

        picture: name under which the documentation shows this page, if it does.
        """
        if picture and PICTURES:
            self.page.evaluate("scrollTo(0, 0)")
            self.page.screenshot(path=PICTURES / f"{picture}.png")
        problems = list(self.complaints)
        if self.scripts:
            size = self.page.viewport_size
            if size != NARROW:
                problems += self._violations("at full width")
            self.page.set_viewport_size(NARROW)
            wide = self.width()
            if wide > NARROW["width"]:
                problems.append(f"{wide} px wide on a screen of {NARROW['width']} px")
            problems += self._violations("at 360 px")
            self.page.set_viewport_size(size)
        assert problems == [], f"{self.page.url}:\n" + "\n".join(problems)

    def width(self):
        """Return how wide the page is, once the browser has laid it out for the screen it was given."""
        for _ in range(20):
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            if wide <= NARROW["width"]:
                break
            self.page.wait_for_timeout(100)
        return wide

    def _violations(self, where):
        found = Axe().run(self.page, options=WCAG).response["violations"]
        return [
            f"axe {where}: {rule['id']}, {node['failureSummary']}\n    {node['html'][:200]}"
            for rule in found
            for node in rule["nodes"]
        ]
