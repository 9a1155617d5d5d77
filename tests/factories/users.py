"""People in their roles."""

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from lms.models import Profile
from lms.roles.permissions import Role


class UserFactory(factory.django.DjangoModelFactory):
    """Someone with an account and no role. `role` puts them into a group."""

    class Meta:
        model = get_user_model()
        django_get_or_create = (get_user_model().USERNAME_FIELD,)

    role = None
    username = factory.Sequence(lambda n: f"person{n}")
    first_name = factory.Sequence(lambda n: f"Person{n}")
    last_name = "Example"
    email = factory.LazyAttribute(lambda user: f"{user.username}@firm.example")
    password = factory.django.Password("a-long-passphrase")

    @classmethod
    def _adjust_kwargs(cls, **kwargs):
        """Leave out what the user model does not have: on another host, names."""
        fields = {field.name for field in get_user_model()._meta.get_fields()} | {"role"}
        return {name: value for name, value in kwargs.items() if name in fields}

    @classmethod
    def _create(cls, model_class, *args, role=None, **kwargs):
        user = super()._create(model_class, *args, **kwargs)
        if role:
            user.groups.add(Group.objects.get_or_create(name=role.value)[0])
        return user


class LearnerFactory(UserFactory):
    role = Role.LEARNER


class TrainerFactory(UserFactory):
    role = Role.TRAINER


class FacilitatorFactory(UserFactory):
    role = Role.FACILITATOR


class ManagerFactory(UserFactory):
    role = Role.MANAGER


class AdminFactory(UserFactory):
    is_staff = True
    is_superuser = True


class ProfileFactory(factory.django.DjangoModelFactory):
    """A person and who leads them."""

    class Meta:
        model = Profile

    user = factory.SubFactory(LearnerFactory)
    manager = factory.SubFactory(ManagerFactory)
    department = "Workshop"
