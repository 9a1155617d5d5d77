"""Rename what keeps its meaning, and move aside what is replaced; 0004 turns old rows into new ones."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lms_brainstorm", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("vote", "lms_brainstorm_vote_dots"),
        migrations.RemoveConstraint("vote", "lms_brainstorm_vote_once"),
        migrations.RenameField("vote", "dots", "value"),
        migrations.RenameField("brainstorm", "revision", "room_number"),
        migrations.RenameField("brainstorm", "format", "format_key"),
        # PostgreSQL would keep the name of the index, which the new column "author" needs.
        migrations.AlterField(
            "idea",
            "author",
            models.ForeignKey(
                null=True,
                db_index=False,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="brainstorm_ideas",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RenameField("idea", "author", "writer"),
    ]
