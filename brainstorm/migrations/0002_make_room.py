"""Rename what keeps its meaning, and move aside what is replaced; 0004 turns old rows into new ones."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("lms_brainstorm", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("vote", "lms_brainstorm_vote_dots"),
        migrations.RemoveConstraint("vote", "lms_brainstorm_vote_once"),
        migrations.RenameField("vote", "dots", "value"),
        migrations.RenameField("brainstorm", "revision", "room_number"),
        migrations.RenameField("brainstorm", "format", "format_key"),
        migrations.RenameField("idea", "author", "writer"),
    ]
