"""Wagtail's editor, as a trainer uses it."""

from contextlib import suppress

from playwright.sync_api import expect

from tests.patience import PATIENCE, wait_until

AT_REST_AFTER = 10  # tenths of a second; a save begins half a second after the last key


def fill_rich_text(container, text):
    """Type into Wagtail's rich text editor inside `container`."""
    editor = container.locator("[contenteditable=true]").last
    editor.scroll_into_view_if_needed()
    editor.click()
    editor.press_sequentially(text)
    expect(editor).to_contain_text(text)
    # The editor hands its text to the form a moment after the last key.
    field = editor.locator("xpath=ancestor::*[contains(@class, 'Draftail-Editor__wrapper')]/../input[@type='hidden']")
    wait_until(lambda: text in field.first.input_value())


def add_block(page, name):
    """Append a block called `name` to the lesson."""
    blocks = page.locator("[data-streamfield-stream-container] > [data-streamfield-child]")
    before = blocks.count()
    for _ in range(3):  # A save meanwhile shuts the list of kinds, and nothing is chosen.
        page.locator("[data-streamfield-stream-container] button[title='Insert a block']").last.click()
        page.get_by_role("option", name=name, exact=True).click()
        with suppress(AssertionError):
            expect(blocks).to_have_count(before + 1, timeout=5000)
            return
    raise AssertionError(f"No block “{name}” could be added on {page.url}")


def save_draft(page):
    """Press "Save draft" and wait for the page that comes."""
    press_and_wait(page, page.get_by_role("button", name="Save draft"))


def publish(page):
    """Publish by the menu beside "Save draft" and wait for the page that comes."""
    wait_until_at_rest(page)
    # A calendar that is open still would cover the menu.
    page.evaluate("document.querySelectorAll('.xdsoft_datetimepicker').forEach(it => { it.style.display = 'none' })")
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    press_and_wait(page, page.locator("footer").get_by_role("button", name="Publish"))


def press_and_wait(page, button):
    """Press `button` and wait for the page that comes.

    The editor saves by itself as well. It may take that for the work of another window, and asks: then say yes.
    """
    wait_until_at_rest(page)
    question = page.locator("#w-save-confirmation-dialog").get_by_role("button", name=button.inner_text().strip())
    loaded = []
    page.once("load", lambda page: loaded.append(page))
    button.click()
    for _ in range(PATIENCE * 10):
        if loaded:
            return
        if question.is_visible():
            question.click()
        page.wait_for_timeout(100)
    raise AssertionError(f"“{button}” led nowhere on {page.url}")


def wait_until_at_rest(page):
    """Wait until the editor has saved by itself what was typed: two saves at once would make two pages."""
    state = page.locator("#w-autosave-indicator")
    at_rest = 0
    for _ in range(PATIENCE * 10):
        at_rest = 0 if state.get_attribute("data-w-autosave-state-value") == "saving" else at_rest + 1
        if at_rest == AT_REST_AFTER:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"The editor did not come to rest on {page.url}")
