"""Snippets with one row for each language. Wagtail ties them together by `translation_key`, as it does pages."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language
from wagtail.models import TranslatableMixin


class TranslatableQuerySet(models.QuerySet):
    def live(self):
        """Return the published ones."""
        return self.filter(live=True)

    def in_language(self, code=None):
        """Leave out what is translated to `code` (by default the active language), but keep the translations.

        What has no translation to that language is kept in the site's default language, else in all it has.
        """
        if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
            return self
        code = code or get_language()
        others = self.model._default_manager.filter(translation_key=OuterRef("translation_key"))
        in_code = Exists(others.filter(locale__language_code=code))
        in_default = Exists(others.filter(locale__language_code=settings.LANGUAGE_CODE))
        return self.filter(
            Q(locale__language_code=code)
            | (~Q(in_code) & (Q(locale__language_code=settings.LANGUAGE_CODE) | ~Q(in_default)))
        )


class TranslatableSnippet(TranslatableMixin):
    """Base of snippets that can be translated. What must be unique in each language is said by constraints on `locale`.

    A form leaves out constraints on fields that it does not show, and it never shows `locale`; so `clean` checks them.
    """

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def clean(self):
        super().clean()
        if self.locale_id is None:
            self.locale = self.get_default_locale()
        taken = {}
        for name in self.unique_in_language():
            others = type(self)._default_manager.filter(locale=self.locale_id, **{name: getattr(self, name)})
            if others.exclude(pk=self.pk).exists():
                taken[name] = self.unique_error_message(type(self), [name])
        if taken:
            raise ValidationError(taken)

    @classmethod
    def unique_in_language(cls):
        """Return the names of the fields that no two rows of one language share."""
        return [
            constraint.fields[1]
            for constraint in cls._meta.constraints
            if isinstance(constraint, models.UniqueConstraint)
            and constraint.fields[0] == "locale"
            and constraint.condition is None
        ]


def unique_in_language(field, model):
    """Return the constraint that no two rows of one language share `field`; `model` is its name with the app's."""
    return models.UniqueConstraint(fields=["locale", field], name=f"{model}_{field}_in_language")
