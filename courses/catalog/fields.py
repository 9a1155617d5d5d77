from django import forms
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import capfirst
from wagtail import hooks
from wagtail.blocks import StreamBlock

from courses.catalog.requirements import requirement_choices
from lms.pages.fields import BlockFreeStreamField


class LessonBody(BlockFreeStreamField):
    """A StreamField whose blocks are those that the apps register by the hook `register_lesson_blocks`.

    They are gathered when first asked for, because hooks are complete only once all apps are loaded.
    """

    @cached_property
    def stream_block(self):
        block_types = [
            block_type for register in hooks.get_hooks("register_lesson_blocks") for block_type in register()
        ]
        block = StreamBlock(block_types)
        block.set_meta_options(self.block_opts)
        return block


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
