"""An idea remembers the proposal for a guideline that was taken up as it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lms_brainstorm', '0001_squashed_0006_names_from_files'),
        ('lms_courses', '0001_squashed_0006_change_number'),
    ]

    operations = [
        migrations.AddField(
            model_name='idea',
            name='guideline_proposal',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='brainstorm_ideas', to='lms_courses.guidelineproposal', verbose_name='proposal that was taken up as this idea'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.UniqueConstraint(fields=('brainstorm', 'guideline_proposal'), name='lms_brainstorm_proposal_taken_up_once'),
        ),
    ]
