import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.utils import translation
from django.utils.translation import gettext_lazy
from wagtail import hooks

from lms.caching.cache import invalidate
from lms.dashboard.navigation import NavItem, item_to, learning_navigation
from tests.factories.users import AdminFactory, FacilitatorFactory, LearnerFactory, ManagerFactory, TrainerFactory

pytestmark = pytest.mark.django_db

MY_LEARNING = ("My learning", "/learning/")
COURSES = ("Courses", "/learning/courses/")
CLASSES = ("Classes", "/learning/classes/")
MY_PEOPLE = ("My people", "/learning/people/")
TEACHING = ("Teaching", "/learning/teaching/")
OURS = (MY_LEARNING, COURSES, CLASSES, MY_PEOPLE, TEACHING)


def items(rf, user, path="/"):
    """The entries of lms and courses; other apps add theirs in between."""
    request = rf.get(path)
    request.user = user
    return [item for item in learning_navigation(request) if (item.label, item.url) in OURS]


def entries(rf, user):
    return [(item.label, item.url) for item in items(rf, user)]


def test_navigation_of_anonymous_people_is_the_catalog(rf):
    assert entries(rf, AnonymousUser()) == [COURSES]


@pytest.mark.parametrize(
    ("factory", "extra"),
    [
        (LearnerFactory, []),
        (FacilitatorFactory, []),
        (ManagerFactory, [MY_PEOPLE]),
        (TrainerFactory, [TEACHING]),
        (AdminFactory, [MY_PEOPLE, TEACHING]),
    ],
)
def test_navigation_of_each_role(rf, factory, extra):
    assert entries(rf, factory()) == [MY_LEARNING, COURSES, CLASSES, *extra]


def test_navigation_of_two_roles_has_both(rf):
    user = TrainerFactory()
    user.groups.add(Group.objects.get(name="Managers"))

    assert entries(rf, user) == [MY_LEARNING, COURSES, CLASSES, MY_PEOPLE, TEACHING]


@pytest.mark.parametrize(
    ("path", "active"),
    [
        ("/learning/", ["My learning"]),
        ("/learning/classes/", ["Classes"]),
        ("/learning/classes/7/", ["Classes"]),
        ("/learning/people/", ["My people"]),
        ("/learning/teaching/", ["Teaching"]),
        ("/learning/teaching/courses/7/", ["Teaching"]),
        ("/elsewhere/", []),
    ],
)
def test_navigation_marks_where_one_is(rf, path, active):
    assert [item.label for item in items(rf, AdminFactory(), path) if item.is_active] == active


def test_navigation_takes_entries_of_other_apps_in_their_order(rf):
    def register(request):
        return [NavItem("Library", "/library/", order=15)]

    request = rf.get("/")
    request.user = LearnerFactory()
    with hooks.register_temporarily("register_learning_nav", register):
        labels = [item.label for item in learning_navigation(request)]

    assert labels[:3] == ["My learning", "Library", "Courses"]


def test_navigation_asks_for_the_roles_and_the_token_alone(rf, django_assert_max_num_queries):
    user = LearnerFactory()
    with django_assert_max_num_queries(2):
        entries(rf, user)


def test_words_are_kept_for_each_language_by_itself(rf):
    request = rf.get("/")
    invalidate()
    for language, month in (("de", "Januar"), ("en", "January"), ("de", "Januar")):
        with translation.override(language):
            assert item_to("lms_courses:class_list", gettext_lazy("January"), request).label == month


def test_navigation_stands_on_the_page(client):
    client.force_login(TrainerFactory())

    html = client.get("/learning/").content.decode()

    assert 'href="/learning/teaching/"' in html
    assert 'href="/learning/people/"' not in html
    assert 'href="/learning/" aria-current="page"' in html
