"""Until now the key of such an idea was made of the id of its proposal."""

import uuid

from django.db import migrations

PROPOSALS = uuid.UUID("0b7a3d5e-5a0e-4d43-9d1a-1f4c3d0c6a77")


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    proposals = apps.get_model("lms_courses", "GuidelineProposal").objects.using(alias)
    by_key = {uuid.uuid5(PROPOSALS, str(pk)): pk for pk in proposals.values_list("pk", flat=True)}
    ideas = apps.get_model("lms_brainstorm", "Idea").objects.using(alias).filter(author_tag="")
    for pk, key in list(ideas.values_list("pk", "submission_key")) if by_key else ():
        if key in by_key:
            ideas.filter(pk=pk).update(guideline_proposal=by_key[key])


class Migration(migrations.Migration):
    dependencies = [("lms_brainstorm", "0007_remember_taken_up_proposals")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
