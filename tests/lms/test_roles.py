"""The roles that `migrate` makes, and what each may do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.management import call_command
from wagtail import hooks
from wagtail.models import Collection, GroupCollectionPermission

from lms.roles.permissions import Role, can_teach, has_role, roles_of
from lms.roles.receivers import find_permissions, make_roles
from tests.factories.users import (
    AdminFactory,
    FacilitatorFactory,
    LearnerFactory,
    ManagerFactory,
    TrainerFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

ROOT = Path(__file__).parents[2]
FACTORIES = {
    Role.LEARNER: LearnerFactory,
    Role.TRAINER: TrainerFactory,
    Role.FACILITATOR: FacilitatorFactory,
    Role.MANAGER: ManagerFactory,
}


def permissions_of(role, app_label):
    return sorted(
        Permission.objects.filter(group__name=role.value, content_type__app_label=app_label).values_list(
            "codename", flat=True
        )
    )


def test_migrate_makes_a_group_for_each_role():
    assert set(Group.objects.values_list("name", flat=True)) >= {
        "Learners",
        "Trainers",
        "Facilitators",
        "Managers",
    }


def test_trainers_may_keep_classes_and_the_question_bank():
    drafted = ("scheduledclass", "question", "quiz", "guideline", "learningpath")
    kept = [f"{verb}_{model}" for model in (*drafted, "socialtool") for verb in ("add", "change", "view")]
    published = [f"{verb}_{model}" for model in drafted for verb in ("publish", "lock", "unlock")]
    deleted = [f"delete_{model}" for model in ("guideline", "learningpath", "question", "quiz")]
    answered = ["view_enrollment", "change_guidelineproposal", "view_guidelineproposal"]
    expected = sorted(kept + published + deleted + answered)
    assert permissions_of(Role.TRAINER, "lms_courses") == expected


@pytest.mark.parametrize("role", [Role.LEARNER, Role.MANAGER])
def test_learners_and_managers_have_no_permission_in_the_admin(role):
    assert not Permission.objects.filter(group__name=role.value).exists()
    assert not FACTORIES[role]().has_perm("wagtailadmin.access_admin")


@pytest.mark.parametrize("role", [Role.TRAINER, Role.FACILITATOR])
def test_trainers_and_facilitators_may_use_the_admin_and_its_pictures(role):
    assert permissions_of(role, "wagtailadmin") == ["access_admin"]
    granted = GroupCollectionPermission.objects.filter(
        group__name=role.value, collection=Collection.get_first_root_node()
    )
    assert sorted(granted.values_list("permission__codename", flat=True)) == [
        "add_document",
        "add_image",
        "choose_document",
        "choose_image",
    ]


def test_migrate_again_takes_nothing_away_and_doubles_nothing():
    trainers = Group.objects.get(name="Trainers")
    extra = Permission.objects.get(content_type__app_label="lms_courses", codename="delete_socialtool")
    trainers.permissions.add(extra)
    before = Group.objects.count(), GroupCollectionPermission.objects.count(), trainers.permissions.count()

    call_command("migrate", verbosity=0)

    after = Group.objects.count(), GroupCollectionPermission.objects.count(), trainers.permissions.count()
    assert after == before
    assert extra in trainers.permissions.all()


@pytest.mark.any_database
def test_migrate_of_one_app_leaves_the_others_for_later(tmp_path):
    """A host migrates its apps in any order; what the receivers of Fledge want to fill may not be there yet."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "fledge_site.settings.dev", "LMS_DATA_DIR": str(tmp_path)}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "manage.py", "migrate", "auth", "--verbosity=0"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_migrate_gives_back_what_the_apps_ask_for():
    Group.objects.get(name="Trainers").delete()

    make_roles(apps.get_app_config("lms_courses"), using="default")

    assert "add_scheduledclass" in permissions_of(Role.TRAINER, "lms_courses")


def test_make_roles_for_an_app_of_the_host_does_nothing():
    Group.objects.get(name="Trainers").delete()

    make_roles(apps.get_app_config("taggit"), using="default")

    assert not Group.objects.filter(name="Trainers").exists()


def test_role_permissions_of_another_app_come_by_hook():
    with hooks.register_temporarily("register_role_permissions", lambda: {Role.MANAGER: ["lms.view_profile"]}):
        make_roles(apps.get_app_config("lms"), using="default")

    assert permissions_of(Role.MANAGER, "lms") == ["view_profile"]


def test_find_permissions_leaves_out_what_does_not_exist():
    found = find_permissions(["lms.view_profile", "lms.fly_profile", "gone.view_profile"])

    assert [permission.codename for permission in found] == ["view_profile"]
    assert list(find_permissions([])) == []


@pytest.mark.parametrize("role", Role)
def test_has_role_is_true_for_ones_own_role_only(role):
    user = FACTORIES[role]()

    assert [each for each in Role if has_role(user, each)] == [role]
    assert has_role(user, *Role)
    assert can_teach(user) is (role == Role.TRAINER)


def test_has_role_with_two_roles():
    user = TrainerFactory()
    user.groups.add(Group.objects.get(name="Managers"))

    assert roles_of(user) == {Role.TRAINER, Role.MANAGER}
    assert has_role(user, Role.MANAGER)
    assert not has_role(user, Role.FACILITATOR, Role.LEARNER)


def test_has_role_without_a_role():
    user = UserFactory()
    user.groups.add(Group.objects.create(name="Choir"))

    assert roles_of(user) == frozenset()
    assert not has_role(user, *Role)


def test_has_role_for_superusers_is_always_true():
    assert all(has_role(AdminFactory(), role) for role in Role)


def test_has_role_for_inactive_people_is_never_true():
    assert not has_role(TrainerFactory(is_active=False), Role.TRAINER)
    assert not has_role(AdminFactory(is_active=False), Role.TRAINER)


def test_has_role_for_anonymous_people_is_never_true(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not has_role(AnonymousUser(), *Role)
        assert roles_of(AnonymousUser()) == frozenset()


def test_has_role_asks_the_database_once_for_each_user(django_assert_num_queries):
    user = TrainerFactory()

    with django_assert_num_queries(1):
        assert has_role(user, Role.TRAINER)
        assert not has_role(user, Role.MANAGER)
        assert can_teach(user)
