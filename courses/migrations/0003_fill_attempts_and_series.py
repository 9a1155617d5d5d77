"""Fill what the columns added before mean for what is already there."""

import uuid

from django.db import migrations


def give_series(apps, schema_editor):
    """The default of an added column is one for all rows; unrelated meetings must not share a series."""
    ClassMeeting = apps.get_model("lms_courses", "ClassMeeting")
    for pk in ClassMeeting.objects.values_list("pk", flat=True).iterator():
        ClassMeeting.objects.filter(pk=pk).update(series=uuid.uuid4())


def fill_attempts(apps, schema_editor):
    """Every attempt so far was sent at once, and all its questions had answers to choose from."""
    Attempt, Answer = apps.get_model("lms_courses", "Attempt"), apps.get_model("lms_courses", "Answer")
    right = {}
    for question_id, answer_id in Answer.objects.filter(is_correct=True).values_list("question_id", "pk"):
        right.setdefault(str(question_id), set()).add(answer_id)
    for attempt in Attempt.objects.filter(submitted_at__isnull=False).iterator():
        attempt.question_ids = [int(key) for key in attempt.answers]
        attempt.marks = {key: set(chosen) == right.get(key, set()) for key, chosen in attempt.answers.items()}
        attempt.started_at = attempt.submitted_at
        attempt.save(update_fields=["question_ids", "marks", "started_at"])


class Migration(migrations.Migration):
    dependencies = [("lms_courses", "0002_teach_and_learn")]

    operations = [
        migrations.RunPython(give_series, migrations.RunPython.noop),
        migrations.RunPython(fill_attempts, migrations.RunPython.noop),
    ]
