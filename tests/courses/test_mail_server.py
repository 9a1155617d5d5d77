"""An invitation goes through a real mail server and arrives whole."""

import email
from email import policy

import pytest
from aiosmtpd.controller import Controller
from icalendar import Calendar
from wagtail.models import Site

from courses.calendars.actions import sync_invitations
from lms.models import Brand
from tests.factories.courses import BookingFactory, ScheduledClassFactory
from tests.factories.users import LearnerFactory
from tests.patience import PATIENCE, free_port


class Postman:
    def __init__(self):
        self.envelopes = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - named by aiosmtpd
        self.envelopes.append(envelope)
        return "250 OK"


@pytest.fixture
def postman(settings):
    postman = Postman()
    port = free_port()
    controller = Controller(postman, hostname="127.0.0.1", port=port, ready_timeout=PATIENCE)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield postman
    controller.stop()


@pytest.mark.row("C3")
def test_invitation_arrives_with_its_parts_and_letters(db, postman):
    Brand.objects.create(site=Site.objects.get(), organization_name="شركة المثال")
    learner = LearnerFactory(first_name="ليلى", last_name="حداد", email="layla@firm.example")
    scheduled_class = ScheduledClassFactory(title="المنشورات الأولى", place="قاعة ١", agenda="مرحبا\nWelcome")
    BookingFactory(learner=learner, scheduled_class=scheduled_class)
    assert sync_invitations(scheduled_class=scheduled_class) == 1

    [envelope] = postman.envelopes
    assert envelope.rcpt_tos == ["layla@firm.example"]
    message = email.message_from_bytes(envelope.content, policy=policy.default)
    assert message["Subject"] == "Your seat: المنشورات الأولى"
    assert message["From"].addresses[0].display_name == "شركة المثال"
    assert message["To"].addresses[0].display_name == "ليلى حداد"
    alternative, attached = message.iter_parts()
    text, html, invitation = alternative.iter_parts()
    assert "قاعة ١" in text.get_content()
    assert "قاعة ١" in html.get_content()
    assert (invitation.get_content_type(), invitation["Content-Type"].params["method"]) == ("text/calendar", "REQUEST")
    assert (attached.get_filename(), attached.get_content_type()) == ("invite.ics", "application/ics")

    [event] = Calendar.from_ical(invitation.get_content()).walk("VEVENT")
    assert event["summary"] == "المنشورات الأولى"
    assert event["location"] == "قاعة ١"
    assert event["attendee"].params["CN"] == "ليلى حداد"
    assert event["organizer"].params["CN"] == "شركة المثال"
    assert Calendar.from_ical(attached.get_content()).walk("VEVENT") == [event]
