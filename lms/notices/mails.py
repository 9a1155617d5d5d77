"""Mails in the firm's look: one HTML template each; its `<title>` is the subject, its words are the text part."""

from dataclasses import dataclass
from email.mime.image import MIMEImage
from email.utils import formataddr, parseaddr

from bs4 import BeautifulSoup
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from lms.accounts.people import language_of, name_of, zone_of
from lms.brand.colors import brand_tones
from lms.brand.models import Brand
from lms.pages.addresses import site_address, site_of

LOGO_ID = "logo"
LOGO_SIZE = "max-320x120|format-png"
ACCENT = "#00675f"
LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class CalendarPart:
    """A calendar that mail programs act upon: `method` is REQUEST or CANCEL, `content` the iCalendar text in bytes."""

    method: str
    content: bytes


def compose_mail(*, recipient, template, context, zone=None, calendar=None, page=None):
    """Return the mail to `recipient`, in their language and time zone.

    Args:
        template: extends "lms/notices/mails/base.html".
        zone: the `ZoneInfo` that counts where the person has chosen none; by default the site's own.
        calendar: a `CalendarPart`, which makes the mail an invitation.
        page: the page it is about; the mail speaks for the site of that page.
    """
    site = site_of(page)
    brand = Brand.for_site(site)
    zone, address = zone_of(recipient, zone), site_address(site)
    logo = None if calendar else picture_of(brand.logo)
    with translation.override(language_of(recipient)), timezone.override(zone):
        html = render_to_string(
            template,
            {
                "site_address": address,
                "organization": organization_of(brand),
                "accent": brand_tones(brand.accent_color or ACCENT)[0],
                "logo": f"cid:{LOGO_ID}" if logo else "",
                "preferences_url": address + reverse("lms:preferences"),
                "recipient": recipient,
                "zone": zone.key,
                **context,
            },
        )
    soup = BeautifulSoup(html, "html.parser")
    mail = EmailMultiAlternatives(
        subject=one_line(soup.title.get_text())[:LONGEST_SUBJECT],
        body=as_text(soup),
        from_email=formataddr(sender_of(brand)),
        to=[formataddr(mailbox_of(recipient))],
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(html, "text/html")
    if calendar:
        # Outlook and Gmail act upon the part; programs that know no invitations offer the file.
        mail.attach_alternative(calendar.content.decode(), f"text/calendar; method={calendar.method}")
        mail.attach("invite.ics", calendar.content, "application/ics")
    if logo:
        mail.attach(logo)
    return mail


def mailbox_of(person):
    """Return (name, address) of `person`."""
    return one_line(name_of(person)), person.email


def organization_of(brand):
    return one_line(brand.organization_name) or "Fledge"


def sender_of(brand):
    """Return (name, address) from which mails come: the firm's name, and the address of `DEFAULT_FROM_EMAIL`."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return one_line(brand.organization_name) or name, address


def one_line(text):
    """Return `text` with every run of white space as one blank: a header of a mail is one line."""
    return " ".join(text.split())


def picture_of(image):
    """Return the firm's logo as a part that the mail shows itself, so that nothing is asked of a server, or None."""
    if image is None or image.is_svg():
        return None
    try:
        with image.get_rendition(LOGO_SIZE).file.open("rb") as stream:
            part = MIMEImage(stream.read(), "png")
    except OSError:  # The file is gone; the firm's name stands beside it anyway.
        return None
    part.add_header("Content-ID", f"<{LOGO_ID}>")
    part.add_header("Content-Disposition", "inline", filename="logo.png")
    return part


def as_text(soup):
    """Return the words of a mail as plain text: paragraphs, lists and tables by line, links with their address.

    Uses up `soup`.
    """
    for line_break in soup.find_all("br"):
        line_break.replace_with("\v")
    for link in soup.find_all("a"):
        words, address = link.get_text(), link["href"]
        link.replace_with(words if words == address else f"{words}: {address}")
    blocks, was_row = [], False
    for element in soup.body.find_all(["h1", "h2", "p", "tr", "li"]):
        cells = element.find_all(["th", "td"]) or [element]
        words = ": ".join("\n".join(map(one_line, cell.get_text().split("\v"))) for cell in cells).strip()
        if not words:
            continue
        is_row = element.name in ("tr", "li")
        blocks.append(("\n" if is_row and was_row else "\n\n") + ("- " if element.name == "li" else "") + words)
        was_row = is_row
    return "".join(blocks).strip() + "\n"
