"""The tables as they are now, for new sites. A site that began earlier takes the steps one by one."""

import lms.accounts.models
import django.core.validators
import django.db.models.deletion
import lms.models
import uuid
from django.conf import settings
from django.db import migrations, models
from wagtail.images import get_image_model_string

from lms.files.image_model import image_model_dependency


class Migration(migrations.Migration):

    replaces = [
        ('lms', '0001_initial'),
        ('lms', '0002_profiles_and_notices'),
        ('lms', '0003_calendar_keys'),
        ('lms', '0004_shared_version'),
        ('lms', '0005_worker_leases'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        ('wagtailimages', '0027_image_description'),
        image_model_dependency(),
    ]

    operations = [
        migrations.CreateModel(
            name='SharedVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=32)),
            ],
            options={
                'verbose_name': 'version of what visitors share',
            },
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='The channel, such as “#learning”.', max_length=60, unique=True, verbose_name='name')),
                ('url', models.URLField(help_text='Copy it from the chat tool. Treat it as a secret.', max_length=500, verbose_name='address')),
                ('format', models.CharField(choices=[('slack', 'Slack'), ('teams', 'Microsoft Teams'), ('mattermost', 'Mattermost')], default='slack', max_length=20, verbose_name='chat tool')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
            ],
            options={
                'verbose_name': 'webhook',
                'verbose_name_plural': 'webhooks',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='WorkerLease',
            fields=[
                ('worker_id', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('renewed_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'verbose_name': 'lease of a worker',
            },
        ),
        migrations.CreateModel(
            name='Brand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_name', models.CharField(blank=True, help_text='Shown in the header and on certificates.', max_length=100, verbose_name='organization')),
                ('accent_color', models.CharField(blank=True, help_text='A hex code, such as #00675f. Used for buttons, links and progress bars, and for the seal and band on certificates.', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}$', 'Enter the color as a hex code, such as #00675f.')], verbose_name='accent color')),
                ('logo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=get_image_model_string(), verbose_name='logo')),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'brand',
            },
        ),
        migrations.CreateModel(
            name='SentNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True, verbose_name='occasion')),
                ('subject', models.CharField(max_length=250, verbose_name='subject')),
                ('sent_at', models.DateTimeField(auto_now_add=True, verbose_name='sent on')),
                ('recipient', models.ForeignKey(blank=True, help_text='Blank for a webhook.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='lms_notices', to=settings.AUTH_USER_MODEL, verbose_name='recipient')),
            ],
            options={
                'verbose_name': 'sent notice',
                'verbose_name_plural': 'sent notices',
                'ordering': ['-sent_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('department', models.CharField(blank=True, max_length=100, verbose_name='department')),
                ('time_zone', models.CharField(blank=True, choices=lms.accounts.models.time_zone_choices, help_text="Times in e-mails to this person are shown in this time zone. Leave blank to use the site's time zone.", max_length=60, verbose_name='time zone')),
                ('gets_reminders', models.BooleanField(default=True, help_text='Sent before classes and due dates.', verbose_name='reminders by e-mail')),
                ('calendar_key', models.UUIDField(default=uuid.uuid4, editable=False, help_text='The secret in the address of the calendar feed.', unique=True)),
                ('manager', models.ForeignKey(blank=True, help_text="Can see this person's courses and due dates.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lms_reports', to=settings.AUTH_USER_MODEL, verbose_name='manager')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='lms_profile', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'constraints': [models.CheckConstraint(condition=models.Q(('manager__isnull', True), models.Q(('manager', models.F('user')), _negated=True), _connector='OR'), name='lms_profile_not_own_manager', violation_error_message='Choose someone else. People cannot be their own manager.')],
            },
        ),
    ]
