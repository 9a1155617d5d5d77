import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import GroupPagePermission, Page

from courses.models import CatalogPage, LessonQuiz
from tests.factories.courses import CatalogPageFactory, LessonPageFactory, QuizFactory
from tests.factories.users import FacilitatorFactory, LearnerFactory, TrainerFactory

pytestmark = pytest.mark.django_db


def granted(page):
    return sorted(GroupPagePermission.objects.filter(page=page).values_list("group__name", "permission__codename"))


TRAINERS_MAY = [
    ("Trainers", codename) for codename in ("add_page", "change_page", "lock_page", "publish_page", "unlock_page")
]


def test_catalog_created_lets_trainers_write_below_it():
    catalog = CatalogPageFactory()

    assert granted(catalog) == TRAINERS_MAY
    permissions = catalog.permissions_for_user(TrainerFactory())
    assert permissions.can_add_subpage()
    assert permissions.can_edit()
    assert permissions.can_publish()
    root = Page.get_first_root_node().permissions_for_user(TrainerFactory())
    assert not root.can_add_subpage()


@pytest.mark.parametrize("factory", [LearnerFactory, FacilitatorFactory])
def test_catalog_created_lets_nobody_else_write(factory):
    permissions = CatalogPageFactory().permissions_for_user(factory())

    assert not permissions.can_add_subpage()
    assert not permissions.can_edit()


def test_catalog_saved_again_gives_back_nothing_that_a_firm_took_away():
    catalog = CatalogPageFactory()
    GroupPagePermission.objects.filter(page=catalog, permission__codename="publish_page").delete()

    CatalogPage.objects.get(pk=catalog.pk).save_revision().publish()

    assert granted(catalog) == [each for each in TRAINERS_MAY if each != ("Trainers", "publish_page")]


@pytest.mark.parametrize("taken_away", ["lock_page", "publish_page"])
def test_upgrade_completes_catalogs_below_which_trainers_publish(taken_away):
    catalog = CatalogPageFactory()
    GroupPagePermission.objects.filter(page=catalog, permission__codename=taken_away).delete()
    left = granted(catalog)

    call_command("migrate", verbosity=0)

    assert granted(catalog) == (TRAINERS_MAY if taken_away == "lock_page" else left)


def test_catalog_created_before_the_roles_makes_the_group():
    Group.objects.filter(name="Trainers").delete()

    assert granted(CatalogPageFactory()) == TRAINERS_MAY


def test_lesson_published_by_wagtail_keeps_its_activities_in_step():
    lesson = LessonPageFactory(live=False, body=[("quiz", {"quiz": QuizFactory()})])
    assert not LessonQuiz.objects.exists()

    lesson.save_revision().publish()

    assert LessonQuiz.objects.get().lesson == lesson
