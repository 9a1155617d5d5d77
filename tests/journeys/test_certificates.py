"""A trainer designs a certificate, orders many at once, and revokes one."""

import re
import zipfile

import pytest

from .editor import publish

FILE = "username;email\ncolleague01;\nnobody;\ncolleague02;\ncolleague02;\nlearner;\n"


@pytest.mark.row("K11", "K10")
def test_trainer_designs_orders_and_revokes(visit):
    trainer = visit("trainer")
    page = trainer.page

    # A template: a mistake first, then the preview, then published
    trainer.open("/admin/snippets/lms_certificates/certificatetemplate/add/")
    page.fill("#id_name", "Gold")
    page.select_option("#id_design", "modern")
    body = page.locator("textarea[name$='-value']").first
    body.fill("has completed {curse}.")
    publish(page)
    assert page.get_by_text("“{curse}” is not a placeholder.").count()
    page.locator("textarea[name$='-value']").first.fill("has completed {course}, and shows others how.")
    publish(page)
    page.get_by_role("link", name="Gold", exact=True).first.click()
    page.wait_for_load_state()
    page.get_by_role("button", name="Toggle preview").first.click()
    sheet = page.frame_locator("#w-preview-iframe").locator("iframe[title^='The certificate as a PDF']")
    sheet.wait_for(state="attached")
    assert sheet.get_attribute("src").startswith("?mode=pdf-sheet")

    # Many at once, from a file with faulty rows
    trainer.open("/admin/lms_certificate_register/")
    trainer.open("/admin/lms_certificate_register/many/")
    page.get_by_label("Course").select_option(label="First steps")
    page.set_input_files("input[type=file]", {"name": "people.csv", "mimeType": "text/csv", "buffer": FILE.encode()})
    page.get_by_role("button", name="Look at what will happen").click()
    page.get_by_text("None of your people has “nobody”. Check the spelling.").wait_for()
    page.get_by_text("This is the same person as on line 4. Keep one of the two.").wait_for()
    page.locator("button[name=order]").click()
    page.locator("label").get_by_text("All is printed.").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("as ZIP")).click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0].endswith(".pdf")

    # One is revoked
    trainer.open("/admin/lms_certificate_register/?q=Camille")
    page.locator("tbody a").first.click()
    page.wait_for_load_state()
    page.get_by_role("link", name="Revoke").first.click()
    page.get_by_label("Reason").fill("Issued to the wrong person")
    page.get_by_role("button", name="Revoke the certificate").click()
    page.get_by_text("Revoked:").wait_for()
