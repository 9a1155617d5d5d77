"""What the text of a course refers to: pictures, documents, quizzes, pages ... By number here, by name in a file."""

import uuid

from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page
from wagtail.whitelist import Whitelister, allow_without_attributes, attribute_rule, check_url

from courses.transfer.entries import CourseFileError, damaged

KEYED = attribute_rule({"data-block-key": True})


class References:
    """Turns every reference of a text into its counterpart on the other side.

    Writing a file, `counterpart` makes names of numbers; reading one, numbers of names.
    """

    def counterpart(self, model, reference):
        """Return what stands for the `reference` to an instance of `model` on the other side, or None for nothing."""
        raise NotImplementedError

    def in_body(self, stream_block, value, place):
        """Return the stored form of a lesson's body with its references turned."""
        return self._turn(stream_block, value, place)

    def in_rich_text(self, html):
        """Return rich text with its references turned, and nothing in it that the editor could not have written."""
        return LessonWhitelister(self).clean(html)

    def _turn(self, block, value, place):
        if value is None:
            return None
        if isinstance(block, blocks.StreamBlock):
            return self._turn_stream(block, value, place)
        if isinstance(block, blocks.ListBlock):
            return self._turn_list(block, value, place)
        if isinstance(block, ImageBlock) and not isinstance(value, dict):
            return self.counterpart(ImageChooserBlock().model_class, value)
        if isinstance(block, blocks.StructBlock):
            if not isinstance(value, dict):
                raise damaged(place)
            children = block.child_blocks
            return {
                name: self._turn(children[name], part, f"{place}.{name}")
                for name, part in value.items()
                if name in children
            }
        if isinstance(block, blocks.ChooserBlock):
            return self.counterpart(block.model_class, value)
        if isinstance(block, blocks.RichTextBlock):
            if not isinstance(value, str):
                raise damaged(place)
            return self.in_rich_text(value)
        return value

    def _turn_stream(self, block, value, place):
        turned = []
        for number, each in enumerate(value if isinstance(value, list) else [None]):
            here = f"{place}[{number}]"
            if not isinstance(each, dict) or not isinstance(each.get("type"), str) or "value" not in each:
                raise damaged(here)
            if each["type"] not in block.child_blocks:
                raise CourseFileError(
                    _("“%(place)s” is a block of type “%(kind)s”, which this site does not support.")
                    % {"place": here, "kind": each["type"]}
                )
            turned.append(each | {"value": self._turn(block.child_blocks[each["type"]], each["value"], here)})
        return turned

    def _turn_list(self, block, value, place):
        if not isinstance(value, list):
            raise damaged(place)
        turned = []
        for number, each in enumerate(value):
            here = f"{place}[{number}]"
            if not isinstance(each, dict) or each.get("type") != "item" or "value" not in each:
                # As Wagtail kept lists before it gave their items ids, and still reads them.
                each = {"type": "item", "value": each, "id": str(uuid.uuid5(uuid.NAMESPACE_URL, here))}
            turned.append(each | {"value": self._turn(block.child_block, each["value"], here)})
        return turned


class LessonWhitelister(Whitelister):
    """Keeps what the editor writes. A file may come from anywhere, and its text is shown to all learners as it is."""

    def __init__(self, references):
        self.references = references
        self.element_rules = {
            "[document]": allow_without_attributes,
            "a": self.turn_link,
            "br": allow_without_attributes,
            **dict.fromkeys(("b", "strong", "i", "em", "code"), allow_without_attributes),
            **dict.fromkeys(("p", "h2", "h3", "h4", "ol", "ul", "li"), KEYED),
        }

    def turn_link(self, tag):
        model = linked_models().get(tag.get("linktype"))
        if model is None:
            attribute_rule({"href": check_url})(tag)
            return
        counterpart = self.references.counterpart(model, tag.get("id"))
        if counterpart is None:  # What it linked to is gone: the words stay.
            tag.unwrap()
        else:
            tag.attrs = {"linktype": tag["linktype"], "id": str(counterpart)}


def linked_models():
    """Return {linktype of a rich text: model}."""

    return {"document": get_document_model(), "page": Page}
