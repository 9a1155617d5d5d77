"""The tables as they are now, for new sites. A site that began earlier takes the steps one by one."""

import brainstorm.sessions.models.brainstorms
import brainstorm.sessions.phases
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('lms_brainstorm', '0001_initial'),
        ('lms_brainstorm', '0002_make_room'),
        ('lms_brainstorm', '0003_formats_and_phases'),
        ('lms_brainstorm', '0004_turn_old_rows'),
        ('lms_brainstorm', '0005_old_columns'),
        ('lms_brainstorm', '0006_names_from_files'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('lms_courses', '0001_squashed_0006_change_number'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='BrainstormFormat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='slug')),
                ('summary', models.CharField(help_text='For how many people it is, and when to choose it.', max_length=240, verbose_name='summary')),
                ('evidence', models.TextField(blank=True, help_text='What practice and research say, with the source.', verbose_name='why it is done this way')),
                ('vote_method', models.CharField(choices=[('dots', 'Dots'), ('score', 'Scores from 0 to 5'), ('ranking', 'Ranking')], default='dots', max_length=10, verbose_name='vote by')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
            ],
            options={
                'verbose_name': 'format of brainstorms',
                'verbose_name_plural': 'formats of brainstorms',
                'ordering': ['title', 'pk'],
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Brainstorm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('question', models.CharField(help_text='One open question that everybody can answer from their own work.', max_length=240, verbose_name='question')),
                ('step', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='step')),
                ('phase', models.CharField(choices=brainstorm.sessions.phases.phase_choices, default='arrive', editable=False, max_length=30, verbose_name='phase')),
                ('phase_started_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='phase started')),
                ('phase_ends_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='phase ends')),
                ('seconds_left', models.PositiveIntegerField(editable=False, null=True, verbose_name='seconds left when paused')),
                ('opens_at', models.DateTimeField(blank=True, help_text='Days before the class, if you like: people are invited then, and reminded before it closes.', null=True, verbose_name='collecting opens')),
                ('allows_guests', models.BooleanField(default=False, help_text='With the join code and a name they choose.', verbose_name='guests without an account may join')),
                ('vote_method', models.CharField(choices=[('dots', 'Dots'), ('score', 'Scores from 0 to 5'), ('ranking', 'Ranking')], default='dots', max_length=10, verbose_name='vote by')),
                ('dots_per_person', models.PositiveSmallIntegerField(blank=True, help_text='Leave empty for one dot per three ideas, at least 3 and at most 10.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='dots per person')),
                ('dots_per_idea', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='most dots one person may give one idea')),
                ('ballot_frozen_at', models.DateTimeField(editable=False, null=True, verbose_name='list of the vote frozen')),
                ('sealed_at', models.DateTimeField(editable=False, null=True, verbose_name='sealed')),
                ('join_code', models.CharField(default=brainstorm.sessions.models.brainstorms.new_join_code, editable=False, max_length=6, unique=True, verbose_name='join code')),
                ('room_number', models.PositiveIntegerField(default=0, editable=False)),
                ('desk_number', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('closed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='closed')),
                ('course', models.ForeignKey(blank=True, help_text='People enrolled in this course are invited. Follows from the class where one is chosen.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='brainstorms', to='lms_courses.coursepage', verbose_name='course')),
                ('facilitators', models.ManyToManyField(related_name='facilitated_brainstorms', to=settings.AUTH_USER_MODEL, verbose_name='facilitators')),
                ('scheduled_class', models.ForeignKey(blank=True, help_text='People with a seat in this class are invited.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='brainstorms', to='lms_courses.scheduledclass', verbose_name='class')),
                ('format', models.ForeignKey(help_text='Its phases are copied, so that you can change them for this brainstorm only.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='brainstorms', to='lms_brainstorm.brainstormformat', verbose_name='format')),
            ],
            options={
                'verbose_name': 'brainstorm',
                'verbose_name_plural': 'brainstorms',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('phase', 'closed')), models.Q(models.Q(('phase', 'closed'), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='lms_brainstorm_closed_has_date'), models.CheckConstraint(condition=models.Q(('dots_per_person__isnull', True), ('dots_per_person__range', (1, 20)), _connector='OR'), name='lms_brainstorm_dots_per_person'), models.CheckConstraint(condition=models.Q(('dots_per_idea__range', (1, 5))), name='lms_brainstorm_dots_per_idea'), models.CheckConstraint(condition=models.Q(('phase_ends_at__isnull', True), ('phase_ends_at__gt', models.F('phase_started_at')), _connector='OR'), name='lms_brainstorm_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='BrainstormPhase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('kind', models.CharField(choices=brainstorm.sessions.phases.phase_choices, max_length=30, verbose_name='kind of phase')),
                ('label', models.CharField(blank=True, help_text='Leave blank to use the name of its kind.', max_length=60, verbose_name='name')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, help_text='The clock starts with the phase. Leave blank for no time limit.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(600)], verbose_name='minutes')),
                ('says', models.CharField(blank=True, help_text='Leave blank to use the text of its kind.', max_length=240, verbose_name='what participants read')),
                ('script', models.TextField(blank=True, help_text='One step per line. Only facilitators see this. Leave blank to use the steps of its kind.', max_length=2000, verbose_name='what you say and do')),
                ('asked_kind', models.CharField(blank=True, choices=[('use_case', 'Use case'), ('pain_point', 'Pain point'), ('system_link', 'System link'), ('policy_change', 'Policy change'), ('support_need', 'Support need')], help_text='Leave blank to let participants choose any kind of idea.', max_length=20, verbose_name='asks for')),
                ('is_anonymous', models.BooleanField(default=True, help_text='Anything written in this phase is permanently anonymous.', verbose_name='without names')),
                ('started_at', models.DateTimeField(editable=False, null=True)),
                ('rounds', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('skipped', models.BooleanField(default=False, editable=False)),
                ('brainstorm', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='phases', to='lms_brainstorm.brainstorm')),
            ],
            options={
                'verbose_name': 'phase of a brainstorm',
                'verbose_name_plural': 'phases of a brainstorm',
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('minutes__isnull', True), ('minutes__range', (1, 600)), _connector='OR'), name='lms_brainstorm_phase_minutes')],
            },
        ),
        migrations.CreateModel(
            name='BrainstormSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=brainstorm.sessions.models.brainstorms.new_key, editable=False, max_length=64)),
                ('brainstorm', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='secret', to='lms_brainstorm.brainstorm')),
            ],
            options={
                'verbose_name': 'key of a brainstorm',
                'verbose_name_plural': 'keys of brainstorms',
            },
        ),
        migrations.CreateModel(
            name='EnterpriseSystem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('purpose', models.CharField(blank=True, max_length=240, verbose_name='what it is for')),
                ('owner_unit', models.CharField(blank=True, max_length=100, verbose_name='department that runs it')),
                ('is_in_use', models.BooleanField(default=True, verbose_name='in use')),
                ('owner', models.ForeignKey(blank=True, help_text='Finds the ideas that touch this system on a page of their own.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='owned_systems', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'enterprise system',
                'verbose_name_plural': 'enterprise systems',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='FormatPhase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('kind', models.CharField(choices=brainstorm.sessions.phases.phase_choices, max_length=30, verbose_name='kind of phase')),
                ('label', models.CharField(blank=True, help_text='Leave blank to use the name of its kind.', max_length=60, verbose_name='name')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, help_text='The clock starts with the phase. Leave blank for no time limit.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(600)], verbose_name='minutes')),
                ('says', models.CharField(blank=True, help_text='Leave blank to use the text of its kind.', max_length=240, verbose_name='what participants read')),
                ('script', models.TextField(blank=True, help_text='One step per line. Only facilitators see this. Leave blank to use the steps of its kind.', max_length=2000, verbose_name='what you say and do')),
                ('asked_kind', models.CharField(blank=True, choices=[('use_case', 'Use case'), ('pain_point', 'Pain point'), ('system_link', 'System link'), ('policy_change', 'Policy change'), ('support_need', 'Support need')], help_text='Leave blank to let participants choose any kind of idea.', max_length=20, verbose_name='asks for')),
                ('is_anonymous', models.BooleanField(default=True, help_text='Anything written in this phase is permanently anonymous.', verbose_name='without names')),
                ('format', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='phases', to='lms_brainstorm.brainstormformat')),
            ],
            options={
                'verbose_name': 'phase of a format',
                'verbose_name_plural': 'phases of a format',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Idea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author_tag', models.CharField(blank=True, editable=False, max_length=32)),
                ('claim_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('is_anonymous', models.BooleanField(default=True, editable=False)),
                ('kind', models.CharField(choices=[('use_case', 'Use case'), ('pain_point', 'Pain point'), ('system_link', 'System link'), ('policy_change', 'Policy change'), ('support_need', 'Support need')], max_length=20, verbose_name='kind')),
                ('text', models.CharField(max_length=500, verbose_name='idea')),
                ('number', models.PositiveIntegerField(editable=False, null=True, verbose_name='number')),
                ('submission_key', models.UUIDField(editable=False)),
                ('balance', models.CharField(blank=True, choices=[('employee', 'helps employees'), ('firm', 'helps the firm'), ('both', 'helps both'), ('restriction', 'only restricts')], max_length=12, verbose_name='whom it helps')),
                ('is_on_ballot', models.BooleanField(default=False, editable=False)),
                ('moderation', models.CharField(choices=[('passed', 'passed'), ('held', 'held back'), ('returned', 'returned to its author'), ('rejected', 'rejected')], default='passed', editable=False, max_length=10, verbose_name='moderation')),
                ('moderation_reason', models.CharField(blank=True, editable=False, max_length=300, verbose_name='reason')),
                ('first_opened_at', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('addresses', models.ManyToManyField(blank=True, related_name='answers', to='lms_brainstorm.idea', verbose_name='pain points it addresses')),
                ('brainstorm', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ideas', to='lms_brainstorm.brainstorm')),
                ('lesson', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='brainstorm_ideas', to='lms_courses.lessonpage', verbose_name='lesson that prompted it')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged', to='lms_brainstorm.idea')),
            ],
            options={
                'verbose_name': 'idea',
                'verbose_name_plural': 'ideas',
                'ordering': ['number', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('adopted', 'Adopted'), ('deferred', 'Deferred'), ('declined', 'Declined')], max_length=10, verbose_name='decision')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('rule', models.CharField(blank=True, choices=[('consent', 'consent: no open objection'), ('vote', 'the result of the vote'), ('majority', 'a show of hands'), ('mandate', 'one person, by mandate')], max_length=10, verbose_name='how it was decided')),
                ('tally', models.CharField(blank=True, help_text='In one line: 12 of 15 consented, two stood aside.', max_length=240, verbose_name='result')),
                ('objections', models.TextField(blank=True, max_length=2000, verbose_name='objections')),
                ('review_on', models.DateField(blank=True, null=True, verbose_name='look at it again on')),
                ('decided_by_name', models.CharField(blank=True, editable=False, max_length=60)),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='decided')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='brainstorm_decisions', to=settings.AUTH_USER_MODEL)),
                ('idea', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='decision', to='lms_brainstorm.idea')),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
            },
        ),
        migrations.CreateModel(
            name='IdeaGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='heading')),
                ('order', models.PositiveIntegerField(default=0)),
                ('brainstorm', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='groups', to='lms_brainstorm.brainstorm')),
            ],
            options={
                'verbose_name': 'group of ideas',
                'verbose_name_plural': 'groups of ideas',
                'ordering': ['order', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='idea',
            name='group',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ideas', to='lms_brainstorm.ideagroup'),
        ),
        migrations.CreateModel(
            name='IdeaMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('merged_at', models.DateTimeField(auto_now_add=True)),
                ('undone_at', models.DateTimeField(editable=False, null=True)),
                ('absorbed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges_into', to='lms_brainstorm.idea')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='lms_brainstorm.idea')),
            ],
            options={
                'verbose_name': 'merge',
                'verbose_name_plural': 'merges',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('absorbed',), name='lms_brainstorm_merged_once'), models.CheckConstraint(condition=models.Q(('kept', models.F('absorbed')), _negated=True), name='lms_brainstorm_merge_of_two')],
            },
        ),
        migrations.CreateModel(
            name='ModerationAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moderation', models.CharField(choices=[('passed', 'passed'), ('held', 'held back'), ('returned', 'returned to its author'), ('rejected', 'rejected')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moderation_acts', to='lms_brainstorm.idea')),
            ],
            options={
                'verbose_name': 'act of moderation',
                'verbose_name_plural': 'acts of moderation',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guest_name', models.CharField(blank=True, max_length=60, verbose_name='name of the guest')),
                ('guest_key_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('joined_at', models.DateTimeField(auto_now_add=True)),
                ('contributed_on', models.DateField(editable=False, null=True)),
                ('brainstorm', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participations', to='lms_brainstorm.brainstorm')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='brainstorm_participations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'participation',
                'verbose_name_plural': 'participations',
                'constraints': [models.UniqueConstraint(fields=('brainstorm', 'user'), name='lms_brainstorm_participation_once'), models.UniqueConstraint(condition=models.Q(('guest_key_hash', ''), _negated=True), fields=('guest_key_hash',), name='lms_brainstorm_guest_once'), models.CheckConstraint(condition=models.Q(models.Q(('guest_name', ''), ('user__isnull', False)), models.Q(('user__isnull', True), models.Q(('guest_name', ''), _negated=True)), _connector='OR'), name='lms_brainstorm_user_or_guest')],
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=500, verbose_name='what harm you see')),
                ('condition', models.CharField(blank=True, max_length=500, verbose_name='I consent if …')),
                ('state', models.CharField(choices=[('open', 'open'), ('accepted', 'condition accepted'), ('withdrawn', 'withdrawn'), ('standing', 'stands')], default='open', editable=False, max_length=10, verbose_name='state')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='answer')),
                ('submission_key', models.UUIDField(editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('settled_at', models.DateTimeField(editable=False, null=True)),
                ('settled_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='objections', to='lms_brainstorm.participation')),
            ],
            options={
                'verbose_name': 'objection',
                'verbose_name_plural': 'objections',
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='idea',
            name='author',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='named_ideas', to='lms_brainstorm.participation'),
        ),
        migrations.CreateModel(
            name='Pilot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hypothesis', models.CharField(max_length=300, verbose_name='what we expect')),
                ('owner_name', models.CharField(blank=True, editable=False, max_length=60)),
                ('measure', models.CharField(max_length=200, verbose_name='how we notice')),
                ('baseline', models.CharField(max_length=120, verbose_name='how it is today')),
                ('stop_rule', models.CharField(blank=True, help_text='If … happens, we end the trial at once.', max_length=200, verbose_name='when we stop early')),
                ('starts_on', models.DateField(verbose_name='starts')),
                ('due_on', models.DateField(verbose_name='result due')),
                ('result', models.CharField(blank=True, choices=[('keep', 'Keep'), ('adapt', 'Adapt'), ('drop', 'Drop')], max_length=10, verbose_name='result')),
                ('measured', models.CharField(blank=True, max_length=120, verbose_name='how it is now')),
                ('learned', models.CharField(blank=True, max_length=500, verbose_name='what we learned')),
                ('recorded_at', models.DateTimeField(editable=False, null=True, verbose_name='result recorded')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pilots', to='lms_brainstorm.decision')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='brainstorm_pilots', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'pilot',
                'verbose_name_plural': 'pilots',
                'ordering': ['due_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('due_on__gt', models.F('starts_on'))), name='lms_brainstorm_pilot_dates'), models.CheckConstraint(condition=models.Q(models.Q(('recorded_at__isnull', True), ('result', '')), models.Q(('recorded_at__isnull', False), ('result__in', ['keep', 'adapt', 'drop']), models.Q(('measured', ''), _negated=True), models.Q(('learned', ''), _negated=True)), _connector='OR'), name='lms_brainstorm_pilot_result'), models.UniqueConstraint(condition=models.Q(('result', '')), fields=('decision',), name='lms_brainstorm_one_running_pilot')],
            },
        ),
        migrations.CreateModel(
            name='PilotTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=500, verbose_name='term')),
                ('objection', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='term', to='lms_brainstorm.objection')),
                ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='lms_brainstorm.pilot')),
            ],
            options={
                'verbose_name': 'term of a pilot',
                'verbose_name_plural': 'terms of pilots',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Point',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('question', 'Question'), ('cause', 'Cause'), ('pro', 'For'), ('con', 'Against'), ('answer', 'Answer of the author')], max_length=10, verbose_name='what it is')),
                ('text', models.CharField(max_length=300, verbose_name='text')),
                ('author_tag', models.CharField(blank=True, editable=False, max_length=32)),
                ('submission_key', models.UUIDField(editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='named_points', to='lms_brainstorm.participation')),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='points', to='lms_brainstorm.idea')),
            ],
            options={
                'verbose_name': 'point',
                'verbose_name_plural': 'points',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PointAdoption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('adopter_tag', models.CharField(editable=False, max_length=32)),
                ('point', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='adoptions', to='lms_brainstorm.point')),
            ],
            options={
                'verbose_name': 'adoption of a point',
                'verbose_name_plural': 'adoptions of points',
                'constraints': [models.UniqueConstraint(fields=('point', 'adopter_tag'), name='lms_brainstorm_adopted_once')],
            },
        ),
        migrations.CreateModel(
            name='PolicyChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(verbose_name='version of the guideline')),
                ('clause', models.TextField(blank=True, help_text='Leave blank to propose a new clause.', max_length=1000, verbose_name='clause as it reads')),
                ('wording', models.TextField(blank=True, help_text='Leave blank to remove the clause.', max_length=1000, verbose_name='how it should read')),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('adopted', 'adopted'), ('declined', 'declined')], default='proposed', editable=False, max_length=10, verbose_name='state')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('decided_at', models.DateTimeField(editable=False, null=True)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='lms_brainstorm.participation')),
                ('decided_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('guideline', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='policy_changes', to='lms_courses.guideline', verbose_name='guideline')),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='policy_changes', to='lms_brainstorm.idea')),
            ],
            options={
                'verbose_name': 'change of a guideline',
                'verbose_name_plural': 'changes of guidelines',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('clause', ''), ('wording', ''), _negated=True), name='lms_brainstorm_change_of_something'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'proposed')), models.Q(('decided_at__isnull', False), ('state__in', ['adopted', 'declined']), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='lms_brainstorm_change_decided')],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('text', models.CharField(max_length=500, verbose_name='proposal')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proposals', to='lms_brainstorm.participation')),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='lms_brainstorm.idea')),
            ],
            options={
                'verbose_name': 'proposal',
                'verbose_name_plural': 'proposals',
                'ordering': ['version'],
                'constraints': [models.UniqueConstraint(fields=('idea', 'version'), name='lms_brainstorm_proposal_version'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='lms_brainstorm_proposal_not_empty')],
            },
        ),
        migrations.AddField(
            model_name='point',
            name='proposal',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='points', to='lms_brainstorm.proposal'),
        ),
        migrations.AddField(
            model_name='objection',
            name='proposal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objections', to='lms_brainstorm.proposal'),
        ),
        migrations.AddField(
            model_name='decision',
            name='proposal',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decisions', to='lms_brainstorm.proposal'),
        ),
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rater_tag', models.CharField(editable=False, max_length=32)),
                ('impact', models.PositiveSmallIntegerField(verbose_name='impact')),
                ('effort', models.PositiveSmallIntegerField(verbose_name='effort')),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ratings', to='lms_brainstorm.idea')),
            ],
            options={
                'verbose_name': 'rating',
                'verbose_name_plural': 'ratings',
                'constraints': [models.UniqueConstraint(fields=('idea', 'rater_tag'), name='lms_brainstorm_rating_once'), models.CheckConstraint(condition=models.Q(('effort__range', (1, 5)), ('impact__range', (1, 5))), name='lms_brainstorm_rating_range')],
            },
        ),
        migrations.CreateModel(
            name='Stakeholder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='stakeholder')),
                ('headcount', models.PositiveIntegerField(blank=True, help_text='A rough figure. Leave blank if you do not know.', null=True, verbose_name='how many people')),
                ('is_present', models.BooleanField(default=False, verbose_name='somebody of them is in the room')),
                ('order', models.PositiveIntegerField(default=0)),
                ('brainstorm', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stakeholders', to='lms_brainstorm.brainstorm')),
            ],
            options={
                'verbose_name': 'stakeholder',
                'verbose_name_plural': 'stakeholders',
                'ordering': ['order', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('brainstorm', 'name'), name='lms_brainstorm_stakeholder_once')],
            },
        ),
        migrations.CreateModel(
            name='StakeholderImpact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('benefit', 'Benefit'), ('cost', 'Cost'), ('risk', 'Risk')], max_length=10, verbose_name='kind')),
                ('size', models.PositiveSmallIntegerField(choices=[(1, 'small'), (2, 'medium'), (3, 'large')], verbose_name='size')),
                ('confidence', models.PositiveSmallIntegerField(choices=[(1, 'a guess'), (2, 'plausible'), (3, 'known')], default=2, verbose_name='how sure')),
                ('words', models.CharField(max_length=240, verbose_name='in words')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='lms_brainstorm.participation')),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='impacts', to='lms_brainstorm.idea')),
                ('stakeholder', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='impacts', to='lms_brainstorm.stakeholder')),
            ],
            options={
                'verbose_name': 'impact on a stakeholder',
                'verbose_name_plural': 'impacts on stakeholders',
                'ordering': ['stakeholder__order', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('idea', 'stakeholder', 'kind'), name='lms_brainstorm_impact_once'), models.CheckConstraint(condition=models.Q(('confidence__range', (1, 3)), ('size__range', (1, 3))), name='lms_brainstorm_impact_range')],
            },
        ),
        migrations.CreateModel(
            name='Stance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.CharField(choices=[('consent', 'I consent'), ('stand_aside', 'I stand aside'), ('object', 'I object')], max_length=12, verbose_name='where you stand')),
                ('taken_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stances', to='lms_brainstorm.participation')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stances', to='lms_brainstorm.proposal')),
            ],
            options={
                'verbose_name': 'stance',
                'verbose_name_plural': 'stances',
                'ordering': ['taken_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SystemLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('flow', models.CharField(choices=[('to_tool', 'from the system to the social tool'), ('from_tool', 'from the social tool to the system'), ('both', 'both ways'), ('link', 'a link only, no data')], max_length=10, verbose_name='data flow')),
                ('data', models.CharField(blank=True, max_length=240, verbose_name='which data')),
                ('risk', models.PositiveSmallIntegerField(choices=[(1, 'low'), (2, 'medium'), (3, 'high')], default=2, verbose_name='risk')),
                ('effort', models.PositiveSmallIntegerField(choices=[(1, 'low'), (2, 'medium'), (3, 'high')], default=2, verbose_name='effort')),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='lms_brainstorm.participation')),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='system_links', to='lms_brainstorm.idea')),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='lms_brainstorm.enterprisesystem')),
            ],
            options={
                'verbose_name': 'link to a system',
                'verbose_name_plural': 'links to systems',
                'ordering': ['system__name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('idea', 'system'), name='lms_brainstorm_system_once'), models.CheckConstraint(condition=models.Q(('effort__range', (1, 3)), ('risk__range', (1, 3))), name='lms_brainstorm_system_levels')],
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('voter_tag', models.CharField(editable=False, max_length=32)),
                ('value', models.PositiveSmallIntegerField(verbose_name='value')),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='lms_brainstorm.idea')),
            ],
            options={
                'verbose_name': 'vote',
                'verbose_name_plural': 'votes',
                'constraints': [models.UniqueConstraint(fields=('idea', 'voter_tag'), name='lms_brainstorm_vote_once'), models.CheckConstraint(condition=models.Q(('value__range', (0, 1000))), name='lms_brainstorm_vote_value')],
            },
        ),
        migrations.CreateModel(
            name='BrainstormEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('room', 'room'), ('desk', 'facilitators')], max_length=10)),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=30)),
                ('data', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('brainstorm', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='lms_brainstorm.brainstorm')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('brainstorm', 'audience', 'number'), name='lms_brainstorm_event_number')],
            },
        ),
        migrations.AddIndex(
            model_name='idea',
            index=models.Index(fields=['brainstorm', 'author_tag'], name='lms_brainstorm_idea_by'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.UniqueConstraint(fields=('brainstorm', 'submission_key'), name='lms_brainstorm_idea_sent_once'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.UniqueConstraint(fields=('brainstorm', 'number'), name='lms_brainstorm_idea_number'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['use_case', 'pain_point', 'system_link', 'policy_change', 'support_need'])), name='lms_brainstorm_idea_kind'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='lms_brainstorm_idea_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.CheckConstraint(condition=models.Q(('is_anonymous', False), ('author__isnull', True), _connector='OR'), name='lms_brainstorm_idea_without_name'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.CheckConstraint(condition=models.Q(('moderation__in', ['passed', 'held']), models.Q(('moderation_reason', ''), _negated=True), _connector='OR'), name='lms_brainstorm_moderated_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='point',
            constraint=models.UniqueConstraint(fields=('idea', 'submission_key'), name='lms_brainstorm_point_sent_once'),
        ),
        migrations.AddConstraint(
            model_name='point',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='lms_brainstorm_point_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.UniqueConstraint(fields=('proposal', 'submission_key'), name='lms_brainstorm_objection_sent_once'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='lms_brainstorm_objection_reason'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), models.Q(('condition', ''), _negated=True), _connector='OR'), name='lms_brainstorm_accepted_condition'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='lms_brainstorm_objection_settled'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['adopted', 'deferred', 'declined'])), name='lms_brainstorm_decision_outcome'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='lms_brainstorm_decision_reason'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'deferred'), _negated=True), ('review_on__isnull', False), _connector='OR'), name='lms_brainstorm_deferred_until'),
        ),
    ]
