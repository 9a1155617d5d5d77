"""What learners write for themselves."""

from django.db import transaction
from django.utils.translation import gettext as _

from courses.notes.exceptions import NoteConflictError
from courses.notes.models import LONGEST_NOTE, LONGEST_REFLECTION, Note, Reflection
from lms.exceptions import RuleError


def _check_length(text, most):
    if len(text) > most:
        raise RuleError(
            _("Shorten it to %(most)s characters. It has %(length)s.") % {"most": most, "length": len(text)}
        )


@transaction.atomic
def save_note(*, lesson, learner, text, version=""):
    """Keep `text` as the notes of `learner` on `lesson` and return the `Note`; an empty text deletes it (None).

    Args:
        version: `Note.version` of the text that the writer began from, "" where there was none. Whoever saves without
            having seen the latest text is told, instead of overwriting it.

    Raises:
        NoteConflictError: the text was changed since, in another tab or on another device.
        RuleError: the text is too long.
    """
    text = "\n".join(text.split("\r\n"))
    _check_length(text, LONGEST_NOTE)
    note = Note.objects.select_for_update().filter(lesson=lesson, learner=learner).first()
    if note and note.text == text:
        return note
    if (note.version if note else "") != version and (note or text.strip()):
        raise NoteConflictError(note)
    if not text.strip():
        if note:
            note.delete()
        return None
    if note:
        note.text = text
        note.save(update_fields=["text", "updated_at"])
        return note
    note, is_new = Note.objects.get_or_create(lesson=lesson, learner=learner, defaults={"text": text})
    if not is_new and note.text != text:
        raise NoteConflictError(note)
    return note


@transaction.atomic
def save_reflection(*, lesson, learner, block_id, text, is_shared):
    """Keep what `learner` answers to a reflection block and return the `Reflection`; an empty text deletes it.

    Raises:
        RuleError: the text is empty though there is nothing to delete, or too long.
    """
    text = "\n".join(text.split("\r\n")).strip()
    _check_length(text, LONGEST_REFLECTION)
    stored = Reflection.objects.filter(lesson=lesson, learner=learner, block_id=block_id)
    if not text:
        deleted, _by_model = stored.delete()
        if not deleted:
            raise RuleError(_("Write your answer first."))
        return None
    reflection, _is_new = Reflection.objects.update_or_create(
        lesson=lesson, learner=learner, block_id=block_id, defaults={"text": text, "is_shared": is_shared}
    )
    return reflection


@transaction.atomic
def unshare_reflection(*, reflection):
    """Make a shared reflection private again. Safe to repeat."""
    if reflection.is_shared:
        reflection.is_shared = False
        reflection.save(update_fields=["is_shared", "updated_at"])
    return reflection
