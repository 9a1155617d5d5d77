"""The same site without JavaScript, on a phone: everything is a link or a form."""

import pytest

from .answers import right_answers

PHONE = {"width": 360, "height": 740}


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url


@pytest.mark.row("L7")
def test_learner_learns_on_a_phone_without_scripts(visit):
    learner = visit("learner", java_script_enabled=False, viewport=PHONE)
    page = learner.page
    learner.sees("Hello, Lena")

    learner.open("/linking-systems/")
    learner.press("Enroll")

    # On to the next lesson, by the drawer to the third, back to the second; the course leads there again.
    page.locator("a[rel=next]").click()
    learner.sees("Lesson 2 of 5")
    learner.press("All lessons")
    page.get_by_role("navigation", name="Lessons of this course").get_by_role("link").nth(3).click()
    learner.sees("Lesson 3 of 5")
    page.locator("a[rel=prev]").click()
    learner.sees("Lesson 2 of 5")
    left_at = page.url
    learner.open("/linking-systems/")
    learner.follow("Start")
    assert page.url == left_at
    page.locator("a[rel=prev]").click()

    lessons = 0
    while page.locator(".lms-lesson-end form button").count():
        lessons += 1
        if page.get_by_role("button", name="I have read this and will follow it").count():
            learner.press("I have read this and will follow it")
            learner.sees("You accepted this version on")
        if page.get_by_role("button", name="Check my answers").count():
            for question in page.locator("fieldset.lms-question").all():
                wanted = right_answers(question.locator("legend").inner_text())
                for option in question.locator(".lms-option").all():
                    if option.locator("span").first.inner_text() in wanted:
                        option.locator("input").check()
            learner.press("Check my answers")
            learner.sees("Passed")
        fits(page)
        learner.press("Done")
    assert lessons == 5
    learner.sees("Completed on")
    fits(page)

    learner.open("/learning/classes/")
    learner.follow("First steps, together")
    learner.press("Book this seat")
    learner.sees("Your seat is booked. See you there.")
    learner.press("Cancel my booking")
    learner.sees("Your booking is canceled.")
    fits(page)


def test_unanswered_quiz_keeps_what_was_chosen(visit):
    learner = visit("learner", java_script_enabled=False, viewport=PHONE)
    page = learner.page
    learner.open("/reading-without-drowning/notifications-that-respect-your-day/")
    page.locator(".lms-option input").first.check()
    learner.press("Check my answers")
    learner.sees("Answer every question, then submit the quiz again.")
    assert page.locator(".lms-option input").first.is_checked()
    assert page.locator(".lms-option input:checked").count() == 1
