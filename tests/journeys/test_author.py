"""A trainer writes a lesson with every kind of block in the Wagtail admin, sees it, and takes the course along."""

import re

import pytest
from playwright.sync_api import expect

from courses.models import LessonPage

from .editor import add_block, fill_rich_text, publish, save_draft


class Editor:
    """The lesson that is being written; `block` is the one added last."""

    def __init__(self, page):
        self.page, self.names = page, []

    def add(self, name):
        add_block(self.page, name)
        self.names.append(name)

    @property
    def block(self):
        return self.page.locator("[data-streamfield-stream-container] > [data-streamfield-child]").last

    def fill(self, part, text):
        self.block.locator(f"[name$='-value-{part}']").fill(text)

    def choose(self, button, name):
        """Choose the thing called `name` behind the `button` of a chooser."""
        self.block.get_by_role("button", name=button).first.click()
        self.page.locator(".modal-body").get_by_role("link", name=name, exact=True).first.click()
        self.page.locator(".modal-body").wait_for(state="detached")

    def choose_image(self, alt=""):
        self.block.get_by_role("button", name="Choose an image").first.click()
        self.page.locator(".modal-body li a").first.click()
        self.page.locator(".modal-body").wait_for(state="detached")
        if alt:
            self.block.locator("[name$='alt_text']").fill(alt)


def write_every_block(editor):
    """Add one block of each kind, in the order of the list."""
    editor.add("Paragraph")
    fill_rich_text(editor.block, "A thank-you that names the deed teaches it.")
    editor.add("Heading")
    editor.block.locator("input[name$='-value']").fill("Three parts of a thank-you")
    editor.add("Callout")
    fill_rich_text(editor.block, "Thank one person today.")
    editor.add("Questions and answers")
    editor.fill("items-0-value-title", "Is it vain to be thanked in public?")
    fill_rich_text(editor.block, "Ask those whom you thank.")
    editor.add("Image")
    editor.choose_image("A bird that bows")
    editor.add("Video")
    editor.fill("title", "A thank-you in twelve seconds")
    editor.choose("Choose a document", "Follow a colleague, in twelve seconds")
    editor.add("Table")
    editor.block.locator("[name=table-header-choice]").select_option("row")
    editor.block.locator("[name=handsontable-col-caption]").fill("Where to say thanks")
    editor.add("Code")
    editor.fill("code", "toot post 'Thank you'")
    editor.add("Two versions of a post")
    editor.fill("weak-text", "Thanks all!")
    editor.fill("strong-text", "Odile found the pallet at six in the morning. Thank you.")
    editor.add("Example post")
    editor.choose("Choose social tool", "Mastodon")
    editor.fill("author", "Bram, warehouse")
    editor.fill("text", "Odile found the pallet. Thank you!")
    editor.add("Numbered steps")
    editor.fill("steps-0-value-title", "Name the deed")
    editor.add("Download")
    editor.choose("Choose a document", "Checklist: a profile people recognize")
    editor.add("Reflection")
    editor.fill("question", "Whom have you not thanked yet?")
    editor.add("Quiz")
    editor.choose("Choose quiz", "Check: posts, replies and mentions")
    editor.add("Guideline to acknowledge")
    editor.choose("Choose guideline", "How we post")
    editor.add("Discussion prompt")
    editor.fill("question", "Which thank-you do you remember?")


@pytest.mark.row("A1", "A2")
def test_trainer_writes_a_lesson_of_every_block_and_previews_it(visit):
    trainer = visit("trainer", accept_downloads=True)
    page = trainer.page
    trainer.open("/admin/pages/")
    page.get_by_role("link", name="Add child page").first.click()
    page.fill("#id_title", "Thank in every way")
    page.fill("#id_summary", "Thank a colleague so that others learn from it.")
    publish(page)
    course_id = re.search(
        r"/pages/(\d+)/", page.get_by_role("link", name="Thank in every way").first.get_attribute("href")
    )[1]

    # Every block, which the list shows with a preview of its own.
    trainer.open(f"/admin/pages/add/lms_courses/lessonpage/{course_id}/")
    page.fill("#id_title", "All of it")
    editor = Editor(page)
    write_every_block(editor)
    offered = LessonPage._meta.get_field("body").stream_block.child_blocks.values()
    assert sorted(editor.names) == sorted(str(block.label) for block in offered)

    # A draft may lack captions; a published lesson may not.
    save_draft(page)
    lesson = page.url
    publish(page)
    assert page.get_by_text("Add captions or a transcript").count()
    page.goto(lesson)
    video = page.locator("[data-streamfield-stream-container] > [data-streamfield-child]").nth(
        editor.names.index("Video")
    )
    fill_rich_text(video, "Odile finds the pallet.")

    # The preview beside the editor is the page itself.
    page.get_by_role("button", name="Toggle preview").click()
    frame = page.frame_locator("#w-preview-iframe")
    for words in (
        "A thank-you that names the deed teaches it.",
        "Is it vain to be thanked in public?",
        "of 500 characters (Mastodon)",
        "Whom have you not thanked yet?",
        "Which thank-you do you remember?",
    ):
        expect(frame.get_by_text(words).first).to_be_attached()
    page.get_by_role("button", name="Toggle preview").click()
    publish(page)
    trainer.complaints.clear()  # What Wagtail's editor says to the console: its table, and the empty headings of ours.
    trainer.open("/thank-in-every-way/all-of-it/")
    trainer.sees("Where to say thanks")
    trainer.look()

    # The course as a file, out and in again.
    with page.expect_download() as download:
        page.evaluate(f"location.href = '/admin/lms_course_files/{course_id}/export/'")
    trainer.open("/admin/lms_course_files/import/")
    page.set_input_files("input[type=file]", download.value.path())
    page.get_by_role("button", name="Review the file").click()
    page.get_by_text("becomes a draft in").wait_for()
    assert page.get_by_text("1 lesson").count()
    with page.expect_navigation():
        page.get_by_role("button", name="Import the course").click()
    assert page.get_by_text("was imported as a draft").count()
