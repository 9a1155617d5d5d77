"""The seal: from then on not even the whole database tells who wrote what without a name."""

import secrets
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brainstorm.ideas.models import Idea, Point, PointAdoption
from brainstorm.sessions.models import TAG_LENGTH, BrainstormEvent, BrainstormSecret, Participation
from brainstorm.sessions.rules import lock, record_for_all
from brainstorm.voting.models import Rating, Vote
from lms.exceptions import RuleError


@transaction.atomic
def seal_brainstorm(*, brainstorm, by):
    """Destroy the key of a closed brainstorm, and with it all that leads from a text to its author.

    Ideas and sums stay, and so does who took part. Votes and ratings keep which of them belong to one ballot, under
    tags that no key has ever made; what people wrote loses its tags. Times become days, since the second of an idea
    could be laid beside the log of a web server, and so could the ids in addresses: those are dealt anew. The
    events go, because their order mixes who came with what was written. Sealing twice is sealing once.

    Raises:
        RuleError: the brainstorm is not closed yet.
    """
    brainstorm = lock(brainstorm)
    if brainstorm.sealed_at:
        return brainstorm
    if not brainstorm.closed_at:
        raise RuleError(_("Close the brainstorm first. Sealed, it takes nothing more."))
    BrainstormSecret.objects.filter(brainstorm=brainstorm).delete()
    _cut_ties(brainstorm)
    _keep_days_only(brainstorm)
    BrainstormEvent.objects.filter(brainstorm=brainstorm).delete()
    brainstorm.sealed_at = timezone.now()
    brainstorm.save(update_fields=["sealed_at"])
    record_for_all(brainstorm, "sealed")
    log(brainstorm, "lms_brainstorm.sealed", user=by)
    return brainstorm


def _cut_ties(brainstorm):
    """Take the tags off texts; give ballots, ratings and adoptions tags that lead nowhere, each table its own."""
    for texts in (Idea.objects.filter(brainstorm=brainstorm), Point.objects.filter(idea__brainstorm=brainstorm)):
        for text in texts:
            text.author_tag, text.submission_key = "", uuid.uuid4()
        texts.model.objects.bulk_update(texts, ["author_tag", "submission_key"], batch_size=200)
    chosen = (
        (Vote.objects.filter(idea__brainstorm=brainstorm), "voter_tag"),
        (Rating.objects.filter(idea__brainstorm=brainstorm), "rater_tag"),
        (PointAdoption.objects.filter(point__idea__brainstorm=brainstorm), "adopter_tag"),
    )
    for rows, field in chosen:
        tags = set(rows.values_list(field, flat=True))
        dealt = {tag: secrets.token_hex(TAG_LENGTH // 2) for tag in tags}
        for row in rows:
            setattr(row, field, dealt[getattr(row, field)])
        rows.model.objects.bulk_update(rows, [field], batch_size=200)


def _keep_days_only(brainstorm):
    """Turn the times of what people did into the beginning of that day."""
    times = (
        (Idea.objects.filter(brainstorm=brainstorm), ("created_at", "withdrawn_at", "first_opened_at")),
        (Point.objects.filter(idea__brainstorm=brainstorm), ("created_at", "withdrawn_at")),
        (Participation.objects.filter(brainstorm=brainstorm), ("joined_at",)),
    )
    for rows, fields in times:
        for row in rows:
            for field in fields:
                if moment := getattr(row, field):
                    setattr(row, field, timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0))
        rows.model.objects.bulk_update(rows, fields, batch_size=200)
