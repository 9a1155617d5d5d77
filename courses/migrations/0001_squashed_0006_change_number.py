"""The tables as they are now, for new sites. A site that began earlier takes the steps one by one."""

import lms.accounts.models
import courses.catalog.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import lms.models
import modelcluster.contrib.taggit
import modelcluster.fields
import modelsearch.index
import uuid
import wagtail.fields
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models
from wagtail.images import get_image_model_string

from lms.files.image_model import image_model_dependency


class Migration(migrations.Migration):

    replaces = [
        ('lms_courses', '0001_initial'),
        ('lms_courses', '0002_teach_and_learn'),
        ('lms_courses', '0003_fill_attempts_and_series'),
        ('lms_courses', '0004_invitation_version'),
        ('lms_courses', '0005_last_activity'),
        ('lms_courses', '0006_change_number'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        ('wagtailimages', '0027_image_description'),
        image_model_dependency(),
    ]

    operations = [
        migrations.CreateModel(
            name='CatalogPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
            ],
            options={
                'verbose_name': 'course catalog',
                'verbose_name_plural': 'course catalogs',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='LessonPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('summary', models.CharField(blank=True, max_length=200, verbose_name='summary')),
                ('duration_minutes', models.PositiveSmallIntegerField(default=10, help_text='Time to read the lesson and do what it asks.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='minutes')),
                ('level', models.CharField(blank=True, choices=[('basics', 'Basics'), ('intermediate', 'Everyday use'), ('advanced', 'Advanced')], help_text='Leave blank to use the level of the course.', max_length=20, verbose_name='level')),
                ('body', courses.catalog.fields.LessonBody(blank=True, verbose_name='lesson')),
            ],
            options={
                'verbose_name': 'lesson',
                'verbose_name_plural': 'lessons',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='CoursePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('level', models.CharField(choices=[('basics', 'Basics'), ('intermediate', 'Everyday use'), ('advanced', 'Advanced')], default='basics', max_length=20, verbose_name='level')),
                ('summary', models.CharField(help_text='In one sentence, what people will be able to do after this course.', max_length=200, verbose_name='promise')),
                ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                ('requirement_keys', courses.catalog.fields.RequirementKeysField(blank=True, default=list, verbose_name='to complete the course, learners must')),
                ('enrollment_policy', models.CharField(choices=[('open', 'Anyone can enroll'), ('approval', 'People request enrollment, and a trainer or their manager approves it'), ('assigned', 'Trainers and managers enroll people')], default='open', max_length=20, verbose_name='enrollment')),
                ('days_to_complete', models.PositiveSmallIntegerField(blank=True, help_text='Sets the due date for people who are enrolled without one. Leave blank for no due date.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='days to complete')),
                ('has_discussion', models.BooleanField(default=True, help_text='Let learners discuss each lesson.', verbose_name='discussion')),
                ('image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=get_image_model_string(), verbose_name='cover')),
            ],
            options={
                'verbose_name': 'course',
                'verbose_name_plural': 'courses',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='CourseOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('text', models.CharField(help_text='Start with a verb, such as “Follow a colleague”.', max_length=160, verbose_name='outcome')),
                ('course', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='lms_courses.coursepage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DiscussionPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prompt_id', models.UUIDField(blank=True, help_text='The discussion prompt of the lesson it answers.', null=True)),
                ('text', models.TextField(max_length=3000, verbose_name='post')),
                ('submission_key', models.UUIDField(help_text='Sent with the form: a double click is one post.', unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='posted on')),
                ('edited_at', models.DateTimeField(blank=True, null=True, verbose_name='edited on')),
                ('hidden_at', models.DateTimeField(blank=True, null=True, verbose_name='hidden on')),
                ('change_number', models.PositiveIntegerField(default=0, editable=False, help_text='Of its last change, among all under the lesson; 0: as it was posted.')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lms_discussion_posts', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('hidden_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('mentions', models.ManyToManyField(blank=True, related_name='lms_mentions', to=settings.AUTH_USER_MODEL)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='lms_courses.discussionpost')),
                ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='discussion_posts', to='lms_courses.lessonpage')),
            ],
            options={
                'verbose_name': 'discussion post',
                'verbose_name_plural': 'discussion posts',
                'ordering': ['created_at', 'pk'],
                'indexes': [models.Index(fields=['lesson', 'parent'], name='lms_courses_post_thread')],
            },
        ),
        migrations.CreateModel(
            name='Enrollment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('requested', 'waiting for approval'), ('declined', 'declined'), ('active', 'in progress'), ('completed', 'completed'), ('withdrawn', 'withdrawn')], default='active', max_length=20, verbose_name='status')),
                ('source', models.CharField(choices=[('self', 'by themselves'), ('trainer', 'by a trainer'), ('manager', 'by a manager'), ('group', 'with a group'), ('file', 'from a file'), ('path', 'with a learning path')], default='self', max_length=20, verbose_name='enrolled')),
                ('due_date', models.DateField(blank=True, null=True, verbose_name='due date')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='enrolled on')),
                ('completed_at', models.DateTimeField(blank=True, null=True, verbose_name='completed on')),
                ('decision_note', models.CharField(blank=True, help_text='The learner can see it.', max_length=300, verbose_name='reason')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrollments', to='lms_courses.coursepage', verbose_name='course')),
                ('enrolled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='enrolled by')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lms_enrollments', to=settings.AUTH_USER_MODEL, verbose_name='learner')),
            ],
            options={
                'verbose_name': 'enrollment',
                'verbose_name_plural': 'enrollments',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(fields=['course', 'status'], name='lms_courses_enr_course_status')],
                'constraints': [models.UniqueConstraint(fields=('learner', 'course'), name='lms_courses_one_enrollment_a_course'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'completed'), ('completed_at__isnull', False)), models.Q(models.Q(('status', 'completed'), _negated=True), ('completed_at__isnull', True)), _connector='OR'), name='lms_courses_completed_has_a_date')],
            },
        ),
        migrations.CreateModel(
            name='Guideline',
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
                ('slug', models.SlugField(max_length=120, unique=True, verbose_name='slug')),
                ('body', wagtail.fields.RichTextField(verbose_name='text')),
                ('version', models.PositiveIntegerField(default=1, help_text='Raise this number when the meaning changes. Everyone is then asked to acknowledge the new text.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='version')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
            ],
            options={
                'verbose_name': 'guideline',
                'verbose_name_plural': 'guidelines',
                'ordering': ['title'],
            },
            bases=(modelsearch.index.Indexed, wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Acknowledgment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='acknowledged on')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lms_acknowledgments', to=settings.AUTH_USER_MODEL, verbose_name='learner')),
                ('guideline', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgments', to='lms_courses.guideline')),
            ],
            options={
                'verbose_name': 'acknowledgment',
                'verbose_name_plural': 'acknowledgments',
                'constraints': [models.UniqueConstraint(fields=('learner', 'guideline', 'version'), name='lms_courses_one_acknowledgment_a_version')],
            },
        ),
        migrations.CreateModel(
            name='GuidelineProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('text', models.TextField(max_length=1000, verbose_name='proposal')),
                ('status', models.CharField(choices=[('open', 'open'), ('taken_up', 'taken up in a brainstorm'), ('adopted', 'adopted'), ('declined', 'declined')], default='open', max_length=20, verbose_name='status')),
                ('answer', models.TextField(blank=True, help_text='The person who proposed it will see this.', max_length=1000, verbose_name='answer')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='proposed on')),
                ('guideline', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='lms_courses.guideline', verbose_name='guideline')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lms_guideline_proposals', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
            ],
            options={
                'verbose_name': 'proposal for a guideline',
                'verbose_name_plural': 'proposals for guidelines',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='LearningPath',
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
                ('slug', models.SlugField(max_length=120, unique=True, verbose_name='slug')),
                ('summary', models.CharField(help_text='In one sentence, what people will be able to do at the end.', max_length=200, verbose_name='promise')),
                ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                ('is_in_order', models.BooleanField(default=False, help_text='A course opens when the one before it is completed.', verbose_name='in order')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
            ],
            options={
                'verbose_name': 'learning path',
                'verbose_name_plural': 'learning paths',
                'ordering': ['title'],
            },
            bases=(modelsearch.index.Indexed, wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name='LearningPathCourse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='path_places', to='lms_courses.coursepage', verbose_name='course')),
                ('path', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='path_courses', to='lms_courses.learningpath')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('path', 'course'), name='lms_courses_course_once_a_path')],
            },
        ),
        migrations.CreateModel(
            name='LessonGuideline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guideline', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lesson_guidelines', to='lms_courses.guideline')),
                ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lesson_guidelines', to='lms_courses.lessonpage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('lesson', 'guideline'), name='lms_courses_guideline_once_a_lesson')],
            },
        ),
        migrations.CreateModel(
            name='DiscussionSubscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='since')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lms_subscriptions', to=settings.AUTH_USER_MODEL)),
                ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='lms_courses.lessonpage')),
            ],
            options={
                'verbose_name': 'subscription',
                'verbose_name_plural': 'subscriptions',
                'constraints': [models.UniqueConstraint(fields=('lesson', 'user'), name='lms_courses_subscribed_once')],
            },
        ),
        migrations.CreateModel(
            name='LessonProgress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField(verbose_name='last opened')),
                ('completed_at', models.DateTimeField(blank=True, null=True, verbose_name='done')),
                ('enrollment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lesson_progress', to='lms_courses.enrollment')),
                ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='progress', to='lms_courses.lessonpage')),
            ],
            options={
                'verbose_name': 'lesson progress',
                'verbose_name_plural': 'lesson progress',
                'indexes': [models.Index(fields=['enrollment', '-opened_at'], name='lms_courses_progress_recent')],
                'constraints': [models.UniqueConstraint(fields=('enrollment', 'lesson'), name='lms_courses_one_progress_a_lesson')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=10000, verbose_name='notes')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed on')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lms_notes', to=settings.AUTH_USER_MODEL)),
                ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='lms_courses.lessonpage')),
            ],
            options={
                'verbose_name': 'note',
                'verbose_name_plural': 'notes',
                'constraints': [models.UniqueConstraint(fields=('learner', 'lesson'), name='lms_courses_one_note_a_lesson')],
            },
        ),
        migrations.CreateModel(
            name='Question',
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
                ('kind', models.CharField(choices=[('single', 'One right answer'), ('multiple', 'Several right answers'), ('true_false', 'True or false'), ('short', 'Short answer'), ('ordering', 'Put in order'), ('matching', 'Match pairs'), ('scenario', 'Scenario: a post to judge')], default='single', max_length=20, verbose_name='kind')),
                ('text', models.TextField(max_length=1000, verbose_name='question')),
                ('scenario', models.TextField(blank=True, help_text='For a scenario, the post to judge. Would it break the guidelines?', max_length=2000, verbose_name='post to judge')),
                ('scenario_author', models.CharField(blank=True, max_length=80, verbose_name='who wrote it')),
                ('explanation', models.TextField(blank=True, help_text='Shown to everyone after they answer. Explain why the answer is right.', max_length=1000, verbose_name='explanation')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
            ],
            options={
                'verbose_name': 'question',
                'verbose_name_plural': 'questions',
                'ordering': ['text'],
            },
            bases=(modelsearch.index.Indexed, wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('text', models.CharField(max_length=300, verbose_name='answer')),
                ('match', models.CharField(blank=True, help_text='For pairs, the other half, such as a meaning.', max_length=300, verbose_name='belongs to')),
                ('is_correct', models.BooleanField(default=False, verbose_name='right')),
                ('feedback', models.CharField(blank=True, help_text='Shown to those who chose this answer.', max_length=300, verbose_name='feedback')),
                ('question', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='lms_courses.question')),
            ],
            options={
                'verbose_name': 'answer',
                'verbose_name_plural': 'answers',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='QuestionTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged_items', to='lms_courses.question')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_items', to='taggit.tag')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='question',
            name='tags',
            field=modelcluster.contrib.taggit.ClusterTaggableManager(blank=True, help_text='A quiz can draw from all questions with a tag.', through='lms_courses.QuestionTag', to='taggit.Tag', verbose_name='tags'),
        ),
        migrations.CreateModel(
            name='Quiz',
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
                ('slug', models.SlugField(max_length=120, unique=True, verbose_name='slug')),
                ('pass_percent', models.PositiveSmallIntegerField(default=75, help_text='Percentage of questions that must be right to pass.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='pass mark')),
                ('draw_count', models.PositiveSmallIntegerField(default=0, help_text='How many more questions to draw at random for each attempt from those with one of these tags.', validators=[django.core.validators.MaxValueValidator(50)], verbose_name='questions to draw')),
                ('shuffles', models.BooleanField(default=False, help_text='Show questions and answers in a different order for each attempt.', verbose_name='shuffle')),
                ('attempt_limit', models.PositiveSmallIntegerField(blank=True, help_text='Leave blank for unlimited attempts.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='attempts')),
                ('time_limit_minutes', models.PositiveSmallIntegerField(blank=True, help_text="Time for one attempt, by the server's clock. Leave blank for no limit.", null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(600)], verbose_name='minutes')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
            ],
            options={
                'verbose_name': 'quiz',
                'verbose_name_plural': 'quizzes',
                'ordering': ['title'],
            },
            bases=(modelsearch.index.Indexed, wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name='LessonQuiz',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lesson_quizzes', to='lms_courses.lessonpage')),
                ('quiz', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lesson_quizzes', to='lms_courses.quiz')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('lesson', 'quiz'), name='lms_courses_quiz_once_a_lesson')],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission_key', models.UUIDField(default=uuid.uuid4, editable=False, help_text='Sent with the form, so that a double click is one attempt.')),
                ('answers', models.JSONField(default=dict, verbose_name='answers')),
                ('question_ids', models.JSONField(default=list)),
                ('marks', models.JSONField(default=dict)),
                ('points', models.PositiveSmallIntegerField(default=0, verbose_name='right answers')),
                ('max_points', models.PositiveSmallIntegerField(default=0, verbose_name='questions')),
                ('is_passed', models.BooleanField(default=False, verbose_name='passed')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='started')),
                ('deadline_at', models.DateTimeField(blank=True, null=True, verbose_name='time is up')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='submitted')),
                ('enrollment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='lms_courses.enrollment')),
                ('quiz', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='lms_courses.quiz')),
            ],
            options={
                'verbose_name': 'attempt',
                'verbose_name_plural': 'attempts',
                'ordering': ['-started_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('enrollment', 'submission_key'), name='lms_courses_attempt_sent_once'), models.UniqueConstraint(condition=models.Q(('submitted_at__isnull', True)), fields=('enrollment', 'quiz'), name='lms_courses_one_attempt_under_way'), models.CheckConstraint(condition=models.Q(('submitted_at__isnull', False), ('is_passed', False), _connector='OR'), name='lms_courses_passed_was_submitted'), models.CheckConstraint(condition=models.Q(('points__lte', models.F('max_points'))), name='lms_courses_points_within_maximum')],
            },
        ),
        migrations.CreateModel(
            name='QuizQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quiz_questions', to='lms_courses.question', verbose_name='question')),
                ('quiz', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='quiz_questions', to='lms_courses.quiz')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('quiz', 'question'), name='lms_courses_question_once_a_quiz')],
            },
        ),
        migrations.CreateModel(
            name='QuizTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged_items', to='lms_courses.quiz')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_items', to='taggit.tag')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='quiz',
            name='tags',
            field=modelcluster.contrib.taggit.ClusterTaggableManager(blank=True, help_text='A comma-separated list of tags.', through='lms_courses.QuizTag', to='taggit.Tag', verbose_name='draw from tags'),
        ),
        migrations.CreateModel(
            name='Reflection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('block_id', models.UUIDField(help_text="The block of the lesson's text that asks.")),
                ('text', models.TextField(max_length=5000, verbose_name='reflection')),
                ('is_shared', models.BooleanField(default=False, verbose_name='share with everyone in the course')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed on')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lms_reflections', to=settings.AUTH_USER_MODEL)),
                ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reflections', to='lms_courses.lessonpage')),
            ],
            options={
                'verbose_name': 'reflection',
                'verbose_name_plural': 'reflections',
                'ordering': ['-updated_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('learner', 'lesson', 'block_id'), name='lms_courses_one_reflection_a_block')],
            },
        ),
        migrations.CreateModel(
            name='ScheduledClass',
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
                ('title', models.CharField(blank=True, help_text="Leave blank to use the course's title.", max_length=120, verbose_name='title')),
                ('capacity', models.PositiveSmallIntegerField(default=12, help_text='Anyone who books after that goes on the waiting list.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='seats')),
                ('place', models.CharField(blank=True, help_text='Room or building.', max_length=200, verbose_name='location')),
                ('link', models.URLField(blank=True, help_text='For online classes. Only people with a seat can see it.', verbose_name='link')),
                ('time_zone', models.CharField(choices=lms.accounts.models.time_zone_choices, default=django.utils.timezone.get_default_timezone_name, max_length=60, verbose_name='time zone')),
                ('agenda', models.TextField(blank=True, max_length=2000, verbose_name='agenda')),
                ('booking_opens_at', models.DateTimeField(blank=True, help_text='Leave blank to open booking as soon as the class is published.', null=True, verbose_name='booking opens')),
                ('booking_closes_at', models.DateTimeField(blank=True, help_text='Leave blank to close booking when the first meeting begins.', null=True, verbose_name='booking closes')),
                ('cancelled_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='canceled on')),
                ('cancel_reason', models.CharField(blank=True, editable=False, max_length=300, verbose_name='reason')),
                ('sequence', models.PositiveIntegerField(default=0, editable=False, help_text='Raised with every change that calendars must learn of (RFC 5545, 3.8.7.4).')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scheduled_classes', to='lms_courses.coursepage', verbose_name='course')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
                ('trainers', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='lms_classes_taught', to=settings.AUTH_USER_MODEL, verbose_name='trainers')),
            ],
            options={
                'verbose_name': 'class',
                'verbose_name_plural': 'classes',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('capacity__gte', 1)), name='lms_courses_class_has_a_seat'), models.CheckConstraint(condition=models.Q(('booking_opens_at__isnull', True), ('booking_closes_at__isnull', True), ('booking_closes_at__gt', models.F('booking_opens_at')), _connector='OR'), name='lms_courses_booking_closes_after_it_opens', violation_error_message='Choose a time after booking opens.')],
            },
            bases=(modelsearch.index.Indexed, wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.UUIDField()),
                ('method', models.CharField(choices=[('request', 'invited'), ('cancel', 'canceled')], max_length=20)),
                ('sequence', models.PositiveIntegerField(help_text="The number under which this person's calendar was told.")),
                ('version', models.PositiveIntegerField(default=0, help_text='The `sequence` of the class that it told.')),
                ('starts_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(auto_now=True)),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lms_invitations', to=settings.AUTH_USER_MODEL)),
                ('scheduled_class', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='lms_courses.scheduledclass')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'constraints': [models.UniqueConstraint(fields=('scheduled_class', 'learner', 'series'), name='lms_courses_one_invitation_a_series')],
            },
        ),
        migrations.CreateModel(
            name='ClassMeeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='start')),
                ('ends_at', models.DateTimeField(verbose_name='end')),
                ('series', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('original_starts_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('scheduled_class', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='lms_courses.scheduledclass')),
            ],
            options={
                'verbose_name': 'meeting',
                'verbose_name_plural': 'meetings',
                'ordering': ['starts_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='lms_courses_meeting_ends_after_start', violation_error_message='Choose an end after the start.')],
            },
        ),
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('booked', 'seat booked'), ('waiting', 'on the waiting list'), ('cancelled', 'canceled')], max_length=20, verbose_name='status')),
                ('queued_at', models.DateTimeField(verbose_name='requested on')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lms_bookings', to=settings.AUTH_USER_MODEL, verbose_name='learner')),
                ('scheduled_class', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bookings', to='lms_courses.scheduledclass')),
            ],
            options={
                'verbose_name': 'booking',
                'verbose_name_plural': 'bookings',
                'ordering': ['queued_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('scheduled_class', 'learner'), name='lms_courses_one_booking_a_class')],
            },
        ),
        migrations.CreateModel(
            name='SocialTool',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='name')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='slug')),
                ('post_word', models.CharField(default='post', help_text='What the tool calls a post, such as “post” or “message”.', max_length=30, verbose_name='word for a post')),
                ('character_limit', models.PositiveIntegerField(default=500, help_text='Maximum number of characters in one post.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='character limit')),
                ('url_length', models.PositiveSmallIntegerField(default=0, help_text='How many characters a link counts as (23 on Mastodon and X). Enter 0 to count links as written.', verbose_name='link length')),
                ('logo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=get_image_model_string(), verbose_name='logo')),
            ],
            options={
                'verbose_name': 'social tool',
                'verbose_name_plural': 'social tools',
                'ordering': ['name'],
            },
            bases=(wagtail.models.preview.PreviewableMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.AddField(
            model_name='lessonpage',
            name='tool',
            field=models.ForeignKey(blank=True, help_text='Leave blank to use the tool of the course.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lessons', to='lms_courses.socialtool', verbose_name='social tool'),
        ),
        migrations.AddField(
            model_name='coursepage',
            name='tool',
            field=models.ForeignKey(blank=True, help_text='Leave blank for a course that works with any tool.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='courses', to='lms_courses.socialtool', verbose_name='social tool'),
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('present', 'present'), ('late', 'late'), ('excused', 'excused'), ('absent', 'absent')], max_length=20, verbose_name='status')),
                ('marked_at', models.DateTimeField(auto_now=True, verbose_name='marked on')),
                ('method', models.CharField(choices=[('sheet', 'by the trainer'), ('code', 'by room code')], default='sheet', max_length=20, verbose_name='method')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lms_attendance', to=settings.AUTH_USER_MODEL, verbose_name='learner')),
                ('marked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='marked by')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='lms_courses.classmeeting')),
            ],
            options={
                'verbose_name': 'attendance',
                'verbose_name_plural': 'attendance',
                'constraints': [models.UniqueConstraint(fields=('meeting', 'learner'), name='lms_courses_one_attendance_a_meeting')],
            },
        ),
        migrations.CreateModel(
            name='CoursePrerequisite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('course', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='prerequisites', to='lms_courses.coursepage')),
                ('required_course', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='required_by', to='lms_courses.coursepage', verbose_name='course')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('course', 'required_course'), name='lms_courses_prerequisite_once'), models.CheckConstraint(condition=models.Q(('course', models.F('required_course')), _negated=True), name='lms_courses_not_its_own_prerequisite')],
            },
        ),
        migrations.CreateModel(
            name='DiscussionReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='what is wrong')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='reported on')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='resolved on')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='lms_courses.discussionpost')),
                ('reporter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lms_reports_made', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('post', 'reporter'), name='lms_courses_reported_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='quiz',
            constraint=models.CheckConstraint(condition=models.Q(('pass_percent__range', (1, 100))), name='lms_courses_quiz_pass_percent_1_to_100'),
        ),
        migrations.AddConstraint(
            model_name='lessonpage',
            constraint=models.CheckConstraint(condition=models.Q(('duration_minutes__gte', 1)), name='lms_courses_lesson_takes_a_minute'),
        ),
    ]
