"""Give everybody a calendar key of their own: the default of an added column is one for all rows."""

import uuid

from django.db import migrations, models


def give_keys(apps, schema_editor):
    Profile = apps.get_model("lms", "Profile")
    for profile in Profile.objects.only("pk").iterator():
        Profile.objects.filter(pk=profile.pk).update(calendar_key=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [("lms", "0002_profiles_and_notices")]

    operations = [
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="profile",
            name="calendar_key",
            field=models.UUIDField(
                default=uuid.uuid4,
                editable=False,
                help_text="The secret in the address of the calendar feed.",
                unique=True,
            ),
        ),
    ]
