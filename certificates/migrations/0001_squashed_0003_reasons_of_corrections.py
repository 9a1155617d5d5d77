"""The tables as they are now, for new sites. A site that began earlier takes the steps one by one."""

import certificates.designs.blocks
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import wagtail.fields
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('lms_certificates', '0001_initial'),
        ('lms_certificates', '0002_blocks_keys_and_batches'),
        ('lms_certificates', '0003_reasons_of_corrections'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('lms_courses', '0001_squashed_0006_change_number'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('completed_at', models.DateTimeField(verbose_name='completed on')),
                ('edition', models.PositiveSmallIntegerField(default=1, help_text='Goes up each time the certificate of one completion is reissued.', verbose_name='edition')),
                ('verification_code', models.CharField(max_length=20, unique=True, verbose_name='verification code')),
                ('snapshot', models.JSONField(verbose_name='what is printed')),
                ('issued_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='issued on')),
                ('expires_at', models.DateTimeField(null=True, verbose_name='valid until')),
                ('printed_at', models.DateTimeField(null=True, verbose_name='printed on')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of the file')),
                ('unsigned_sha256', models.CharField(blank=True, help_text='Printing the record again gives it again.', max_length=64, verbose_name='SHA-256 before signing')),
                ('status_index', models.PositiveIntegerField(null=True, verbose_name='place in the status list')),
                ('closed_at', models.DateTimeField(help_text='By the learner; the code then tells no name.', null=True, verbose_name='public page closed on')),
                ('suspended_at', models.DateTimeField(null=True, verbose_name='suspended on')),
                ('suspended_reason', models.CharField(blank=True, max_length=200, verbose_name='reason of the suspension')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='revoked on')),
                ('revoked_reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('enrollment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='certificates', to='lms_courses.enrollment', verbose_name='enrollment')),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='issued by')),
                ('learner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lms_certificates', to=settings.AUTH_USER_MODEL, verbose_name='learner')),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='revoked by')),
                ('supersedes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='superseded_by', to='lms_certificates.certificate', verbose_name='takes the place of')),
                ('suspended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='suspended by')),
            ],
            options={
                'verbose_name': 'certificate',
                'verbose_name_plural': 'certificates',
                'ordering': ['-issued_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='FrozenPicture',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='SHA-256')),
                ('content', models.BinaryField()),
                ('content_type', models.CharField(max_length=40)),
            ],
            options={
                'verbose_name': 'picture on certificates',
                'verbose_name_plural': 'pictures on certificates',
            },
        ),
        migrations.CreateModel(
            name='IssuerKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('credential', 'Open Badges credential (Ed25519)'), ('document', 'PDF file (EC P-256)')], max_length=20, verbose_name='signs')),
                ('key_id', models.CharField(help_text='Thumbprint of the key, RFC 7638.', max_length=64, unique=True, verbose_name='key id')),
                ('public_jwk', models.JSONField(help_text='A JSON Web Key without private members.', verbose_name='public key')),
                ('certificate_pem', models.TextField(blank=True, help_text='Of keys that sign PDF files.', verbose_name='X.509 certificate')),
                ('first_used_at', models.DateTimeField(auto_now_add=True, verbose_name='first used on')),
                ('retired_at', models.DateTimeField(null=True, verbose_name='retired on')),
            ],
            options={
                'verbose_name': 'signing key',
                'verbose_name_plural': 'signing keys',
                'ordering': ['-first_used_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='StatusList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created on')),
            ],
            options={
                'verbose_name': 'status list',
                'verbose_name_plural': 'status lists',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='CertificateFile',
            fields=[
                ('certificate', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='file', serialize=False, to='lms_certificates.certificate')),
                ('content', models.BinaryField()),
                ('credential', models.TextField(blank=True, help_text='The Open Badges 3.0 credential as a compact JWT.')),
            ],
            options={
                'verbose_name': 'file of a certificate',
                'verbose_name_plural': 'files of certificates',
            },
        ),
        migrations.CreateModel(
            name='CertificateTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                ('name', models.CharField(help_text='Only seen here, such as “Advanced courses”.', max_length=80, verbose_name='name')),
                ('design', models.CharField(choices=[('classic', 'Classic: centered, woven frame and seal'), ('modern', 'Modern: large name, colored band'), ('plain', 'Plain: black on white, for any printer')], default='classic', max_length=20, verbose_name='design')),
                ('content', wagtail.fields.StreamField([('kicker', 0), ('title', 1), ('name', 3), ('body', 4), ('skills', 7), ('seal', 9), ('signatories', 10), ('verification', 11)], block_lookup={0: ('certificates.designs.blocks.KickerBlock', (), {}), 1: ('certificates.designs.blocks.TitleBlock', (), {}), 2: ('wagtail.blocks.CharBlock', (), {'label': 'Words before the name', 'max_length': 40, 'required': False}), 3: ('wagtail.blocks.StructBlock', [[('lead', 2)]], {}), 4: ('certificates.designs.blocks.BodyBlock', (), {}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'Words before the list', 'max_length': 40, 'required': False}), 6: ('wagtail.blocks.IntegerBlock', (), {'default': 4, 'label': 'At most', 'max_value': 4, 'min_value': 1}), 7: ('wagtail.blocks.StructBlock', [[('heading', 5), ('most', 6)]], {}), 8: ('wagtail.images.blocks.ImageChooserBlock', (), {'help_text': "Stands in place of the woven seal, which has the firm's color and differs with each certificate.", 'label': 'Logo', 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('logo', 8)]], {}), 10: ('certificates.designs.blocks.SignatoriesBlock', (), {}), 11: ('certificates.designs.blocks.VerificationBlock', (), {})}, default=certificates.designs.blocks.default_content, verbose_name='what it says')),
                ('valid_months', models.PositiveSmallIntegerField(blank=True, help_text='Leave blank if certificates never expire. Learners are reminded 30 and 7 days before the expiry date, and on the day itself.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(600)], verbose_name='valid for how many months')),
                ('is_default', models.BooleanField(default=False, editable=False, verbose_name='used by default')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
            ],
            options={
                'verbose_name': 'certificate template',
                'verbose_name_plural': 'certificate templates',
                'ordering': ['-is_default', 'name', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('is_default',), name='lms_certificates_one_default_template')],
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.AddField(
            model_name='certificate',
            name='template',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='certificates', to='lms_certificates.certificatetemplate', verbose_name='template'),
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(help_text='Name of the file or of the class.', max_length=200, verbose_name='made from')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='ordered on')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished on')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ordered by')),
                ('scheduled_class', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='lms_courses.scheduledclass', verbose_name='class')),
                ('template', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='lms_certificates.certificatetemplate', verbose_name='template')),
            ],
            options={
                'verbose_name': 'batch of certificates',
                'verbose_name_plural': 'batches of certificates',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CourseTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('course', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='lms_certificate_template', to='lms_courses.coursepage', verbose_name='course')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='course_templates', to='lms_certificates.certificatetemplate', verbose_name='template')),
            ],
            options={
                'verbose_name': 'template of a course',
                'verbose_name_plural': 'templates of courses',
            },
        ),
        migrations.AddField(
            model_name='certificate',
            name='credential_key',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lms_certificates.issuerkey', verbose_name='key of the credential'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='document_key',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lms_certificates.issuerkey', verbose_name='key of the file'),
        ),
        migrations.CreateModel(
            name='NameCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='correct name')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('state', models.CharField(choices=[('asked', 'asked'), ('granted', 'granted'), ('declined', 'declined')], default='asked', max_length=10, verbose_name='state')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='asked on')),
                ('answer', models.CharField(blank=True, max_length=200, verbose_name='answer')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided on')),
                ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='name_corrections', to='lms_certificates.certificate', verbose_name='certificate')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
            ],
            options={
                'verbose_name': 'correction of a name',
                'verbose_name_plural': 'corrections of names',
                'ordering': ['-asked_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('certificate',), name='lms_certificates_one_open_correction'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='lms_certificates_declined_with_answer')],
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shows_scores', models.BooleanField(default=False, help_text='They stand in the credential that is part of the file, not on the sheet.', verbose_name='quiz scores on my certificates')),
                ('closes_pages', models.BooleanField(default=False, help_text='A code then tells that a certificate is valid, but not whose it is.', verbose_name='close the public pages of new certificates')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='lms_certificate_preference', to=settings.AUTH_USER_MODEL, verbose_name='learner')),
            ],
            options={
                'verbose_name': 'preference for certificates',
                'verbose_name_plural': 'preferences for certificates',
            },
        ),
        migrations.AddField(
            model_name='certificate',
            name='status_list',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='lms_certificates.statuslist', verbose_name='status list'),
        ),
        migrations.CreateModel(
            name='BatchRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='Line of the file, or place in the class, from 1.', verbose_name='row')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('done', 'done'), ('failed', 'failed')], default='waiting', max_length=10, verbose_name='state')),
                ('error', models.CharField(blank=True, max_length=400, verbose_name='what went wrong')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='lms_certificates.batch', verbose_name='batch')),
                ('enrollment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='lms_courses.enrollment', verbose_name='enrollment')),
                ('certificate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='batch_rows', to='lms_certificates.certificate', verbose_name='certificate')),
            ],
            options={
                'verbose_name': 'row of a batch',
                'verbose_name_plural': 'rows of a batch',
                'ordering': ['number'],
                'indexes': [models.Index(fields=['batch', 'state'], name='lms_certificates_batch_state')],
                'constraints': [models.UniqueConstraint(fields=('batch', 'number'), name='lms_certificates_batch_row_once'), models.UniqueConstraint(fields=('batch', 'enrollment'), name='lms_certificates_batch_person_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), models.Q(('error', ''), _negated=True)), models.Q(models.Q(('state', 'failed'), _negated=True), ('error', '')), _connector='OR'), name='lms_certificates_batch_row_failed_with_error')],
            },
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(fields=('enrollment', 'completed_at', 'edition'), name='lms_certificates_one_for_each_completion'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(fields=('status_list', 'status_index'), name='lms_certificates_own_status_place'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('suspended_at', None), ('suspended_reason', '')), models.Q(('suspended_at__isnull', False), models.Q(('suspended_reason', ''), _negated=True)), _connector='OR'), name='lms_certificates_suspended_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_reason', '')), models.Q(('revoked_at__isnull', False), models.Q(('revoked_reason', ''), _negated=True)), _connector='OR'), name='lms_certificates_revoked_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('printed_at', None), ('sha256', '')), models.Q(('printed_at__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='lms_certificates_printed_with_checksum'),
        ),
    ]
