"""What people are called, whatever their host's user model knows of them."""

from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, User

from lms.accounts.people import handle_of, name_key, name_of, short_name_of, with_handle
from tests.factories.users import LearnerFactory


class Nameless(AbstractUser):
    """What many a host has: Django's user, whose names it took away."""

    first_name = last_name = None
    groups = user_permissions = None  # else groups would lead to these people for all tests that follow

    class Meta:
        app_label = "nowhere"


class Named(Nameless):
    name = "Ada Byron"

    class Meta:
        app_label = "nowhere"


class Speaking(Nameless):
    class Meta:
        app_label = "nowhere"

    def get_full_name(self):
        return "Ada, Countess of Lovelace"

    def get_short_name(self):
        return "Lady Lovelace"


@pytest.mark.parametrize(
    ("user", "name", "short_name"),
    [
        (User(username="ada", first_name="Ada", last_name="Byron"), "Ada Byron", "Ada"),
        (User(username="ada", last_name="Byron"), "Byron", "Byron"),
        (User(username="ada"), "ada", "ada"),
        (Nameless(username="ada@firm.example"), "ada", "ada"),
        (Named(username="ada@firm.example"), "Ada Byron", "Ada Byron"),
        (Speaking(username="ada"), "Ada, Countess of Lovelace", "Lady Lovelace"),
        (SimpleNamespace(get_username=lambda: "@ada"), "@ada", "@ada"),
        (None, "", None),
    ],
)
def test_name_is_said_by_the_host_or_read_from_its_fields(user, name, short_name):
    assert name_of(user) == name
    assert user is None or short_name_of(user) == short_name


@pytest.mark.every_database
@pytest.mark.django_db
def test_handle_is_the_same_in_the_database():
    people = [LearnerFactory(username=name) for name in ("ada", "bo@firm.example", "cleo@a@b")]

    found = with_handle(get_user_model().objects.filter(pk__in=[person.pk for person in people])).order_by("username")

    assert [person.handle for person in found] == [handle_of(person) for person in found] == ["ada", "bo", "cleo"]


@pytest.mark.django_db
def test_people_in_memory_are_sorted_by_last_name():
    names = [("Ada", "Young"), ("Zoe", "Ant"), ("Bo", "Young")]
    people = [LearnerFactory(first_name=first_name, last_name=last_name) for first_name, last_name in names]

    assert [person.first_name for person in sorted(people, key=name_key)] == ["Zoe", "Ada", "Bo"]
