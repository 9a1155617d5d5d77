"""Says at once, where somebody writes in the Wagtail admin, which letter will hold certificates back.

Templates and the brand are refused with such a letter. Courses and accounts are not: they have other uses.
"""

from django.utils.translation import gettext as _
from wagtail.admin import messages

from courses.models import CoursePage
from lms.glyphs import missing_letters, name_of, remedy_of, without_undrawn_variants

from .printing.documents import MAX_OUTCOMES


def announce_course(request, page):
    """Tell which letter of a course that was just saved will hold its certificates back."""
    # What is saved while somebody types shows no messages, and would gather them.
    if isinstance(page, CoursePage) and request.accepts("text/html"):
        _announce(request, [page.title, *(outcome.text for outcome in page.outcomes.all()[:MAX_OUTCOMES])])


def announce_name(request, user):
    """Tell which letter of the name of an account that was just saved will hold its certificates back."""
    name = user.get_full_name() or user.get_username()
    _announce(request, [name])
    for letter in without_undrawn_variants(name)[1]:
        messages.warning(request, _("No font has this variant of “%s”: it is printed in its usual form.") % letter[0])


def _announce(request, texts):
    missing = [letter for text in texts for letter in missing_letters(text)]
    if missing:
        told = _("Certificates are held back: no font can draw %(letter)s.") % {"letter": name_of(missing[0])}
        messages.warning(request, f"{told} {remedy_of(missing[0])}")
