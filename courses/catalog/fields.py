from django import forms
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import capfirst
from wagtail import hooks
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField

from courses.catalog.requirements import requirement_choices


class LessonBody(StreamField):
    """A StreamField whose blocks are those that the apps register by the hook `register_lesson_blocks`.

    The blocks are gathered when first asked for, because hooks are complete only once all apps are loaded. They stay
    out of the migrations: a host that adds a block of its own must not thereby need a migration of Fledge's.
    """

    def __init__(self, block_types=(), **kwargs):
        super().__init__(block_types, **kwargs)

    @cached_property
    def stream_block(self):
        block_types = [
            block_type for register in hooks.get_hooks("register_lesson_blocks") for block_type in register()
        ]
        block = StreamBlock(block_types)
        block.set_meta_options(self.block_opts)
        return block

    def deconstruct(self):
        name, path, _args, kwargs = super(StreamField, self).deconstruct()
        return name, path, [], kwargs


class RequirementKeysField(models.JSONField):
    """The keys of the completion requirements of a course, ticked from those that the apps register."""

    def formfield(self, **kwargs):
        # Asked for at run time: the requirements come by hook, and completion.py stands above this module.

        return forms.MultipleChoiceField(
            label=kwargs.get("label", capfirst(self.verbose_name)),
            help_text=self.help_text,
            required=False,
            choices=requirement_choices,
            widget=forms.CheckboxSelectMultiple,
        )
