"""Take away what 0004 has turned into new rows; apart from it, because PostgreSQL wants data settled first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lms_brainstorm", "0004_turn_old_rows")]

    operations = [
        migrations.RemoveField(
            model_name='brainstorm',
            name='format_key',
        ),
        migrations.RemoveField(
            model_name='brainstorm',
            name='names_shown',
        ),
        migrations.RemoveField(
            model_name='idea',
            name='writer',
        ),
        migrations.RemoveField(
            model_name='vote',
            name='cast_at',
        ),
        migrations.RemoveField(
            model_name='vote',
            name='voter',
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('guest_name', ''), ('user__isnull', False)), models.Q(('user__isnull', True), models.Q(('guest_name', ''), _negated=True)), _connector='OR'), name='lms_brainstorm_user_or_guest'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.UniqueConstraint(fields=('idea', 'voter_tag'), name='lms_brainstorm_vote_once'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.CheckConstraint(condition=models.Q(('value__range', (0, 1000))), name='lms_brainstorm_vote_value'),
        ),
        migrations.AlterField(
            model_name='vote',
            name='voter_tag',
            field=models.CharField(editable=False, max_length=32),
        ),
    ]
