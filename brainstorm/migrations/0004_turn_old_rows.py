"""Give brainstorms of the first version a plan and a key, and put tags in the place of people."""

import hashlib
import hmac
import secrets

from django.db import migrations

OLD_PLANS = {
    "brainwriting": ("arrive", "collect", "discuss", "vote", "decide", "closed"),
    "consent": ("arrive", "collect", "discuss", "consent", "closed"),
}
MINUTES = {"collect": 8, "discuss": 15, "vote": 4}


def turn(apps, schema_editor):
    def model(name):
        return apps.get_model("lms_brainstorm", name)

    for brainstorm in model("Brainstorm").objects.all():
        plan = OLD_PLANS[brainstorm.format_key]
        model("BrainstormPhase").objects.bulk_create(
            model("BrainstormPhase")(
                brainstorm=brainstorm,
                sort_order=step,
                kind=kind,
                minutes=MINUTES.get(kind),
                is_anonymous=not brainstorm.names_shown,
            )
            for step, kind in enumerate(plan)
        )
        brainstorm.step = plan.index(brainstorm.phase)
        brainstorm.save(update_fields=["step"])
        key = secrets.token_hex(32)
        model("BrainstormSecret").objects.create(brainstorm=brainstorm, key=key)
        for person in model("Participation").objects.filter(brainstorm=brainstorm):
            # As BrainstormSecret.sign() does it.
            message = f"participation {person.pk}".encode()
            tag = hmac.new(bytes.fromhex(key), message, hashlib.sha256).hexdigest()[:32]
            ideas = model("Idea").objects.filter(brainstorm=brainstorm, writer=person.user_id)
            votes = model("Vote").objects.filter(idea__brainstorm=brainstorm, voter=person.user_id)
            days = [*ideas.values_list("created_at", flat=True), *votes.values_list("cast_at", flat=True)]
            if days:
                person.contributed_on = min(days).date()
                person.save(update_fields=["contributed_on"])
            named = {"author": person, "is_anonymous": False} if brainstorm.names_shown else {}
            ideas.update(author_tag=tag, **named)
            votes.update(voter_tag=tag)
        model("Vote").objects.filter(idea__brainstorm=brainstorm, voter_tag="").delete()
        if brainstorm.phase in ("vote", "decide", "closed") and "vote" in plan:
            brainstorm.ideas.filter(withdrawn_at__isnull=True).update(is_on_ballot=True)
            brainstorm.ballot_frozen_at = brainstorm.phase_started_at
            brainstorm.save(update_fields=["ballot_frozen_at"])


class Migration(migrations.Migration):
    dependencies = [("lms_brainstorm", "0003_formats_and_phases")]

    operations = [
        migrations.RunPython(turn, elidable=True),
    ]
