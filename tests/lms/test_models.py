import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import Site

from lms.conf import lms_settings
from lms.models import Brand, Profile
from tests.factories.users import ManagerFactory, ProfileFactory, UserFactory

pytestmark = pytest.mark.every_database


@pytest.mark.django_db
def test_profile_led_by_oneself_is_refused():
    user = UserFactory()

    with pytest.raises(ValidationError) as caught:
        Profile(user=user, manager=user).full_clean()
    assert caught.value.message_dict["manager"] == ["Choose someone else. People cannot be their own manager."]
    with pytest.raises(IntegrityError), transaction.atomic():
        Profile.objects.create(user=user, manager=user)
    assert not Profile.objects.exists()


@pytest.mark.django_db
def test_profile_led_by_somebody_else_or_nobody_is_fine():
    Profile(user=UserFactory(), manager=UserFactory()).full_clean()
    Profile(user=UserFactory()).full_clean()
    ProfileFactory(manager=None)


@pytest.mark.django_db
def test_profile_of_whom_the_manager_leaves_the_firm_stays():
    profile = ProfileFactory()

    profile.manager.delete()

    profile.refresh_from_db()
    assert profile.manager is None


@pytest.mark.django_db
def test_profiles_led_by_a_manager():
    manager, other = ManagerFactory(), ManagerFactory()
    mine = ProfileFactory(manager=manager)
    ProfileFactory(manager=other)
    ProfileFactory(user=manager, manager=None)

    assert list(Profile.objects.led_by(manager)) == [mine]


@pytest.mark.django_db
@pytest.mark.parametrize("color", ["#00675f", "#FFFFFF", "#aBc123", ""])
def test_brand_color_as_six_digits_or_none(color):
    Brand(site=Site.objects.get(), accent_color=color).full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize("color", ["00675f", "#067", "teal", "#00675g", "#12345", "red;}"])
def test_brand_color_of_another_form_is_refused(color):
    with pytest.raises(ValidationError) as caught:
        Brand(site=Site.objects.get(), accent_color=color).full_clean()
    assert "Enter the color as a hex code, such as #00675f." in caught.value.message_dict["accent_color"]


def test_lms_settings_are_read_when_asked_for(settings):
    settings.LMS = {"TASK_BACKEND": "printing"}
    assert lms_settings.TASK_BACKEND == "printing"
    settings.LMS = {}
    assert (lms_settings.TASK_BACKEND, lms_settings.SIGN_IN_URL) == ("default", None)
    del settings.LMS
    assert lms_settings.TASK_BACKEND == "default"


def test_lms_settings_without_such_a_key_raise():
    with pytest.raises(AttributeError, match="Fledge has no setting 'TASK_BACKED'"):
        _ = lms_settings.TASK_BACKED
