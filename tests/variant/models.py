"""Models of a host that has its own of everything that Wagtail and Django let a site swap.

`tests/host/test_wheel.py` puts this file into a site as an app called `variant`; so it imports nothing of the tests.
"""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition


class PersonManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone without a name, who signs in with an email address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"


class Picture(AbstractImage):
    """An image that no one can upload without saying whose it is."""

    credit = models.CharField(max_length=80)

    admin_form_fields = ("title", "file", "collection", "tags", "description", "credit")


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="variant_one_rendition_of_a_kind"
            )
        ]


class Paper(AbstractDocument):
    department = models.CharField(max_length=80)

    admin_form_fields = ("title", "file", "collection", "tags", "department")
