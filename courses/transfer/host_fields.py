"""What a host's own image and document models ask for beyond Wagtail's: a course file knows nothing of it."""

from django.utils.translation import gettext as _
from wagtail.documents.models import Document
from wagtail.images.models import AbstractImage, Image

from courses.transfer.entries import CourseFileError


def empty_host_fields(media):
    """Return the required fields beyond Wagtail's that are empty in `media`, an image or document not saved yet.

    Raises:
        CourseFileError: the database takes no row without one of them.
    """
    wagtails = Image if isinstance(media, AbstractImage) else Document
    known = {field.name for field in wagtails._meta.concrete_fields}
    own = [field for field in media._meta.concrete_fields if field.name not in known and not field.blank]
    empty = [field for field in own if field.value_from_object(media) in field.empty_values]
    for field in empty:
        if field.value_from_object(media) is None and not field.null:
            raise CourseFileError(
                _("This site needs “%(field)s” for “%(title)s”, which a course file does not contain. Upload it first.")
                % {"field": field.verbose_name, "title": media.title}
            )
    return empty
