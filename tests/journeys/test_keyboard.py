"""A lesson by keyboard alone, and the same lesson on paper."""

import subprocess

import pytest
from playwright.sync_api import expect

from .answers import right_answers
from .keyboard import Keyboard
from .visitor import NARROW

COURSE = "/ask-and-work-out-loud/"
FIRST, WITH_QUIZ, THIRD = (COURSE + slug for slug in ("ask-the-firm/", "weekly-notes/", "team-channel/"))


def answer_by_keys(keys, question):
    """Choose what is right: arrows move between the choices of which one is right, the space bar ticks several."""
    wanted = right_answers(question.locator("legend").inner_text())
    for option in question.locator(".lms-option").all():
        field = option.locator("input")
        is_right = option.locator("span").first.inner_text() in wanted
        if field.get_attribute("type") == "checkbox":
            keys.go_to(field)
            if is_right:
                keys.key("Space")
        elif is_right:
            keys.go_to(question.locator("input").first)
            keys.key("Space")
            for _ in range(len(question.locator("input").all())):
                if field.is_checked():
                    break
                keys.key("ArrowDown")
        assert not is_right or field.is_checked()


@pytest.mark.row("L7")
def test_learner_walks_a_lesson_by_keyboard_alone(visit):
    learner = visit("facilitator")
    page = learner.page
    keys = Keyboard(page)
    learner.open(COURSE)
    if page.get_by_role("button", name="Enroll").count():
        keys.use(page.locator("main").get_by_role("button", name="Enroll", exact=True))
        page.wait_for_url("**" + FIRST)
    learner.open(FIRST)

    # The first key offers to leave out the navigation and the outline: the next one is in the text, or after it.
    assert keys.use(page.get_by_role("link", name="Skip to the content")) == 1
    keys.key("Tab")
    assert page.evaluate("document.querySelector('#lesson').contains(document.activeElement)")

    # Next, previous, and the outline
    keys.use(page.locator("a[rel=next]"))
    page.wait_for_url("**" + WITH_QUIZ)
    keys.use(page.locator("a[rel=prev]"))
    page.wait_for_url("**" + FIRST)
    outline = page.get_by_role("navigation", name="Lessons of this course")
    expect(outline.locator("[aria-current=page]")).to_have_text("Ask a question that gets answered")
    keys.use(outline.get_by_role("link", name="Work out loud: weekly notes"))
    page.wait_for_url("**" + WITH_QUIZ)

    # The quiz
    for question in page.locator("fieldset.lms-question").all():
        answer_by_keys(keys, question)
    keys.use(page.get_by_role("button", name="Check my answers"))
    expect(page.locator("section.lms-quiz")).to_contain_text("Passed")

    # Done: what is met, by what evidence, and on to the next lesson
    keys.use(page.locator(".lms-lesson-end__requirements summary"))
    expect(page.locator(".lms-requirements .is-met .lms-requirements__evidence").first).to_be_visible()
    keys.use(page.get_by_role("button", name="Done, next lesson"))
    page.wait_for_url("**" + THIRD)
    expect(outline.get_by_role("link", name="Work out loud: weekly notes")).to_contain_text("(done)")

    # On a phone the outline is a drawer
    page.set_viewport_size(NARROW)
    opener = page.get_by_role("button", name="All lessons")
    keys.use(opener)
    expect(outline).to_be_visible()
    keys.go_to(outline.locator("a[aria-current=page]"), within=10)
    keys.key("Escape")
    expect(outline).not_to_be_visible()
    assert opener.evaluate("element => element === document.activeElement"), "the focus goes back to the button"


@pytest.mark.row("L7")
def test_lesson_on_paper_has_all_of_its_text_and_no_controls(visit, tmp_path):
    learner = visit("learner")
    learner.open("/reading-without-drowning/when-silence-is-fine/")
    folded = learner.page.locator(".lms-accordion details p").first
    assert not folded.is_visible()
    words = folded.text_content().split()[:4]

    path = tmp_path / "lesson.pdf"
    learner.page.pdf(path=path, format="A4", prefer_css_page_size=True)
    printed = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout

    first_page = printed.partition("\f")[0]
    assert "Reading without drowning" in first_page
    assert "When silence is fine" in first_page
    assert " ".join(words) in printed, "what is folded on the screen is open on paper"
    for control in ("All lessons", "Check my answers", "Done", "Previous", "Discussion", "Save my notes", "Sign out"):
        assert control not in printed
    learner.page.emulate_media(media="print")
    buttons = learner.page.locator("main button")
    assert [each.inner_text() for each in buttons.all() if each.is_visible()] == []
