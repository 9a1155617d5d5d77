"""What becomes of a certificate: its learner shows it, closes its page and has the name corrected; strangers check."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

MINE = "/learning/certificates/"


@pytest.fixture
def holder(visit):
    """The learner, on the page of a printed certificate."""
    learner = visit("learner")
    learner.open(MINE)
    learner.look()
    learner.follow("First steps")
    expect(learner.page.get_by_role("link", name="Download the PDF")).to_be_visible()  # the page looks again by itself
    return learner


def download(learner, path):
    with learner.page.expect_download() as downloaded:
        learner.page.get_by_role("link", name="Download the PDF").click()
    downloaded.value.save_as(path)
    return path


def public_address(learner):
    return urlsplit(learner.page.locator("#share-address").input_value()).path


@pytest.mark.row("K7")
@pytest.mark.row("K16")
def test_learner_shows_a_certificate_and_strangers_check_it(visit, holder, tmp_path):
    holder.look("certificate")
    good = download(holder, tmp_path / "good.pdf")
    address = public_address(holder)
    linkedin = urlsplit(holder.page.get_by_role("link", name="LinkedIn").get_attribute("href"))
    assert parse_qs(linkedin.query)["certUrl"][0].endswith(address)
    holder.press("Copy the address")
    expect(holder.page.get_by_role("button", name="Copied")).to_be_visible()

    # By the address in the QR code
    stranger = visit()
    stranger.open(address)
    stranger.sees("This certificate is valid")
    stranger.sees("Lena Learner")
    assert "@" not in stranger.text
    stranger.look()

    # By the code, mistyped at first
    code = address.rstrip("/").rsplit("/", 1)[1]
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    stranger.open("/learning/verify/")
    stranger.page.fill("input[name=code]", wrong)
    stranger.press("Verify")
    stranger.sees("This code has a typo. Check group 5")
    stranger.look()
    stranger.page.fill("input[name=code]", code.lower().replace("-", " "))
    stranger.press("Verify")
    stranger.sees("This certificate is valid")

    # By the file: whole, changed, and something else
    content = good.read_bytes()
    (tmp_path / "changed.pdf").write_bytes(content[:9000] + bytes([content[9000] ^ 1]) + content[9001:])
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.4\n%%EOF")
    for name, words in (
        ("good", "This file is genuine and valid"),
        ("changed", "This file was altered"),
        ("letter", "This file is not a certificate from this site"),
    ):
        stranger.open("/learning/verify/")
        stranger.page.set_input_files("input[type=file]", tmp_path / f"{name}.pdf")
        expect(stranger.page.locator("h1")).to_have_text(words)
        stranger.look()

    # Without scripts
    plain = visit(java_script_enabled=False)
    plain.open("/learning/verify/")
    plain.page.set_input_files("input[type=file]", good)
    plain.press("Check the file")
    plain.sees("This file is genuine and valid")

    # Closed, and open again
    holder.press("Close the public page")
    holder.sees("Closed: the code shows that the certificate is valid")
    holder.look()
    stranger.open(address)
    stranger.sees("The name and course are not shown")
    assert "Lena" not in stranger.text
    stranger.look()
    holder.press("Open the public page")
    stranger.open(address)
    stranger.sees("Lena Learner")


@pytest.mark.row("K16")
def test_learner_has_the_name_corrected_and_the_old_certificate_leads_to_the_new_one(visit, holder):
    address = public_address(holder)
    holder.follow("Ask for a corrected name")
    holder.look()
    holder.page.fill("input[name=name]", "Léna Learner")
    holder.page.fill("input[name=reason]", "The accent is missing.")
    holder.press("Ask for the correction")
    holder.sees("You asked for Léna Learner")
    holder.look()

    trainer = visit("trainer")
    trainer.open("/admin/lms_name_corrections/?state=asked")
    trainer.page.locator("main").get_by_role("link", name="Léna Learner").click()
    trainer.page.get_by_role("link", name="Reissue").first.click()
    trainer.page.get_by_role("button", name="Reissue the certificate").click()
    expect(trainer.page.get_by_text("Reissued:").first).to_be_visible()

    stranger = visit()
    stranger.open(address)
    stranger.sees("This certificate has been replaced")
    stranger.look()
    stranger.follow("See the newer certificate")
    stranger.sees("This certificate is valid")
    stranger.sees("Léna Learner")

    holder.open(MINE)
    holder.sees("Earlier ones")
    holder.sees("Superseded")
    holder.look()
