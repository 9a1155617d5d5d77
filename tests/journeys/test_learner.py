"""An employee's whole way: from the catalog to a certificate that a stranger can check."""

import re
import subprocess

from tests.patience import PATIENCE

from .answers import right_answers

COURSE = "Ask, and work out loud"


def finish_lesson(learner):
    """Do what a lesson asks: accept its guideline, answer its quiz with the first choices, then press "Done"."""
    page = learner.page
    accept = page.get_by_role("button", name="I have read this and will follow it")
    if accept.count():
        accept.click()
        learner.sees("You accepted this version on")
    learner.look()
    page.locator(".lms-lesson-end").get_by_role("button", name=re.compile("^Done")).click()
    page.wait_for_load_state()


def answer_quiz(learner, *, rightly):
    """Choose answers by what the demonstration's question bank says, and send them."""
    page = learner.page
    for question in page.locator("fieldset.lms-question").all():
        wanted = right_answers(question.locator("legend").inner_text())
        for option in question.locator(".lms-option").all():
            is_right = option.locator("span").first.inner_text() in wanted
            if is_right == rightly:
                option.click()
                if not rightly:
                    break
    learner.press("Check my answers")


def take_quiz(learner):
    """Fail first, read why, then pass."""
    answer_quiz(learner, rightly=False)
    learner.sees("Not yet:")
    learner.look()
    learner.follow("Try again")
    answer_quiz(learner, rightly=True)
    learner.sees("Passed")
    learner.look()


def test_learner_from_catalog_to_certificate(visit, tmp_path):
    learner = visit("learner")
    learner.sees("Reading without drowning")
    learner.look("my-learning")

    # The catalog, by tool and level
    learner.follow("Courses", within="header")
    learner.look("catalog")
    learner.page.select_option("select[name=tool]", "viva-engage")
    learner.page.select_option("select[name=level]", "intermediate")
    learner.press("Find")
    assert "tool=viva-engage" in learner.page.url
    assert learner.page.locator(".lms-card").count() == 1
    learner.look()

    # A course: what it asks, then enroll
    learner.follow(COURSE)
    learner.sees("Course requirements")
    learner.sees("Take part in a brainstorm")
    course_url = learner.page.url
    learner.look()
    learner.press("Enroll")
    learner.sees("You are enrolled. Start whenever you like.")

    # Five lessons, two quizzes, a guideline
    lessons = learner.page.locator(".lms-outline__link").count()
    assert lessons == 5
    for number in range(1, lessons + 1):
        learner.sees(f"Lesson {number} of {lessons}")
        if learner.page.locator("section.lms-quiz").count():
            learner.sees("Before you continue: take the quiz")
            take_quiz(learner)
        if number == 1:
            learner.look("lesson")
        finish_lesson(learner)

    # What is still missing, and by what evidence the rest was met
    assert learner.page.url == course_url
    learner.sees("You have read all lessons. This page shows what is left to do.")
    learner.sees("5 of 5 done")
    learner.sees("5 of 5 right")
    assert "Download the PDF" not in learner.text
    learner.look("course")

    # A seat in a class
    learner.follow("Classes", within="header")
    learner.look()
    learner.follow("Working out loud: class and brainstorm")
    learner.press("Book this seat")
    learner.sees("Your seat is booked. See you there.")
    learner.look()

    # The brainstorm that collects ideas before the class
    learner.page.goto(course_url)
    learner.page.locator(".lms-requirements").get_by_role("link", name="Take part in a brainstorm").click()
    learner.page.wait_for_load_state()
    join_running_brainstorm(learner)
    write_idea(learner, "Pain point", "I answer the same question about spare handles nine times a week.")
    learner.look("brainstorm")
    write_idea(learner, "Use case", "A weekly post with the part numbers people asked for most.")
    ideas = learner.page.locator("section[aria-labelledby=own-title] li").count()
    assert ideas == 2, "before the reveal a participant sees their own ideas alone"

    # Voting, once the facilitator has opened it
    brainstorm_url = learner.page.url.partition("?")[0].partition("#")[0]
    facilitator = visit("facilitator")
    move_on(facilitator, brainstorm_url, learner, until=".lms-idea")
    assert learner.page.locator(".lms-idea").count() > 2, "after the reveal everyone's ideas are shown"
    learner.look()
    move_on(facilitator, brainstorm_url, learner, until=".lms-bs-dots")
    first = learner.page.locator(".lms-bs-dots").first
    first.locator("input[value='1']").check()
    learner.press("Save my ballot")
    learner.look()

    # Completed: the certificate is printed in the background
    learner.page.goto(course_url)
    learner.sees("Completed on")
    learner.look()
    wait_for_certificate(learner)
    with learner.page.expect_download() as download:
        learner.page.get_by_role("link", name="Download the PDF").first.click()
    path = tmp_path / "certificate.pdf"
    download.value.save_as(path)
    printed = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    assert "Lena Learner" in printed
    assert COURSE in printed
    assert "marlow & finch" in printed.casefold()

    # Anyone can check it
    learner.follow("Show and share it")
    learner.look()
    code = re.search(r"([0-9A-Z]{4,5}-)+[0-9A-Z*~$=]+", printed).group()
    stranger = visit()
    stranger.open("/learning/verify/")
    stranger.look()
    stranger.page.locator("main input[type=text]").fill(code.lower())
    stranger.press("Verify")
    stranger.sees("Lena Learner")
    stranger.sees(COURSE)
    assert "@" not in stranger.text, "no email address"
    stranger.look("verification")


def join_running_brainstorm(learner):
    button = learner.page.get_by_role("button", name="Take part")
    if not button.count():
        learner.page.locator("main .lms-rows a").first.click()
        learner.page.wait_for_load_state()
    learner.look()
    learner.press("Take part")


def write_idea(learner, kind, text):
    learner.page.locator(".lms-kind-card", has_text=kind).click()
    learner.page.locator("main textarea").fill(text)
    learner.page.locator("#submit-id-send").click()
    learner.page.wait_for_load_state()
    learner.page.get_by_text(text).first.wait_for()


def move_on(facilitator, brainstorm_url, learner, until):
    """Press the console's one primary button until the learner's page shows `until`; a plan has six phases or so."""
    for _ in range(6):
        facilitator.page.goto(brainstorm_url.rstrip("/") + "/console/")
        facilitator.page.locator(".lms-console__step button").click()
        facilitator.page.wait_for_load_state()
        learner.page.goto(brainstorm_url)
        if learner.page.locator(until).count():
            return
    raise AssertionError(f"no phase shows {until}")


def wait_for_certificate(learner):
    """Reload as a person would, until the worker has printed."""
    for _ in range(2 * PATIENCE):
        if learner.page.get_by_role("link", name="Download the PDF").count():
            return
        learner.page.wait_for_timeout(500)
        learner.page.reload()
    raise AssertionError("the certificate was not printed")
