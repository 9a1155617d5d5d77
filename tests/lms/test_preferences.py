import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from lms.accounts.actions import renew_calendar_key
from lms.accounts.people import profile_of
from lms.models import Profile
from tests.factories.users import LearnerFactory

pytestmark = pytest.mark.django_db

URL = "lms:preferences"


@pytest.fixture
def learner(client, db):
    learner = LearnerFactory()
    client.force_login(learner)
    return learner


def test_preferences_are_kept_and_the_page_says_so(client, learner):
    page = client.get(reverse(URL)).content.decode()
    assert "Connect my calendar" in page
    page = client.post(reverse(URL), {"time_zone": "Asia/Tokyo"}, follow=True).content.decode()
    assert "Your preferences are saved." in page
    profile = Profile.objects.get(user=learner)
    assert (profile.time_zone, profile.gets_reminders) == ("Asia/Tokyo", False)


def test_wrong_time_zone_changes_nothing(client, learner):
    response = client.post(reverse(URL), {"time_zone": "Moon/Base", "gets_reminders": "on"})
    assert response.status_code == 422
    assert Profile.objects.get(user=learner).time_zone == ""


def test_one_s_manager_cannot_be_changed_by_oneself(client, learner):
    client.post(reverse(URL), {"time_zone": "", "gets_reminders": "on", "manager": LearnerFactory().pk})
    assert Profile.objects.get(user=learner).manager is None


@pytest.mark.row("R3")
def test_second_click_on_new_address_keeps_the_new_one(learner):
    old_key = profile_of(learner).calendar_key
    keys = {renew_calendar_key(user=learner, old_key=old_key).calendar_key for _click in range(2)}
    assert len(keys) == 1
    assert keys != {old_key}
    entry = ModelLogEntry.objects.get(action="lms.renew_calendar_key")
    assert entry.user == learner
