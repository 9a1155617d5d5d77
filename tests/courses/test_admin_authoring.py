"""Whatever trainers write has drafts, preview, history, schedule and moderation, and they need no other role for it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowContentType, WorkflowPage, WorkflowTask
from wagtail.test.utils.form_data import rich_text

from courses.models import Guideline, LearningPath, LearningPathCourse, LessonPage, Question, Quiz, ScheduledClass
from tests.factories.courses import (
    CatalogPageFactory,
    CoursePageFactory,
    GuidelineFactory,
    LessonPageFactory,
    QuestionFactory,
    QuizFactory,
    ScheduledClassFactory,
    SocialToolFactory,
)
from tests.factories.files import DocumentFactory, ImageFactory
from tests.factories.users import AdminFactory, LearnerFactory

pytestmark = pytest.mark.django_db


def make_path():
    path = LearningPath(title="New here", slug="new-here", summary="Find your way.")
    path.path_courses = [LearningPathCourse(course=CoursePageFactory())]
    path.save()
    return path


SNIPPETS = {
    Guideline: GuidelineFactory,
    LearningPath: make_path,
    Question: QuestionFactory,
    Quiz: QuizFactory,
    ScheduledClass: ScheduledClassFactory,
}


@pytest.fixture
def moderation():
    """A workflow of one task for pages and for all that trainers write, as an administrator sets it up."""
    workflow = Workflow.objects.create(name="Second pair of eyes")
    task = GroupApprovalTask.objects.create(name="Approval")
    task.groups.add(Group.objects.get_or_create(name="Moderators")[0])
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.update_or_create(page=Page.get_first_root_node(), defaults={"workflow": workflow})
    for model in SNIPPETS:
        content_type = ContentType.objects.get_for_model(model)
        WorkflowContentType.objects.update_or_create(content_type=content_type, defaults={"workflow": workflow})
    return workflow


def url_of(instance, view):
    name = instance.snippet_viewset.get_url_name(view)
    return reverse(name, args=[instance.pk])


@pytest.mark.row("A1")
@pytest.mark.parametrize("model", SNIPPETS, ids=lambda model: model.__name__)
def test_trainer_drafts_publishes_schedules_and_submits_every_kind_of_snippet(client, trainer, moderation, model):
    instance = SNIPPETS[model]()
    assert client.get(reverse(instance.snippet_viewset.get_url_name("add"))).status_code == 200

    html = client.get(url_of(instance, "edit")).content.decode()

    for what in ('name="action-publish"', 'name="action-submit"', 'name="go_live_at"', 'data-side-panel="preview"'):
        assert what in html, what
    assert client.get(url_of(instance, "history")).status_code == 200
    assert client.get(url_of(instance, "usage")).status_code == 200

    # A draft leaves what learners meet as it is; a published one does not.
    instance.has_unpublished_changes = True
    revision = instance.save_revision(user=trainer)
    compare = reverse(
        instance.snippet_viewset.get_url_name("revisions_compare"), args=[instance.pk, "earliest", revision.pk]
    )
    assert client.get(compare).status_code == 200
    assert client.get(url_of(instance, "unpublish")).status_code == 200


@pytest.mark.row("A1")
@pytest.mark.parametrize("factory", [CatalogPageFactory, CoursePageFactory, LessonPageFactory])
def test_trainer_drafts_publishes_schedules_and_submits_every_kind_of_page(
    client, trainer, catalog, moderation, factory
):
    page = catalog if factory is CatalogPageFactory else factory()

    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    for what in ('name="action-publish"', 'name="action-submit"', 'name="go_live_at"', 'data-side-panel="preview"'):
        assert what in html, what
    assert client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).status_code == 200


@pytest.mark.row("A1")
def test_guideline_is_published_when_its_time_has_come(client, trainer):
    form = {"title": "Be kind", "slug": "kind", "body": rich_text("<p>Once.</p>"), "expire_at": ""}
    moment = timezone.now() + timedelta(hours=1)
    add = reverse(Guideline.snippet_viewset.get_url_name("add"))
    client.post(add, form | {"go_live_at": moment.strftime("%Y-%m-%d %H:%M"), "action-publish": "1"})
    guideline = Guideline.objects.get()
    assert (guideline.live, guideline.approved_schedule) == (False, True)

    # As if that hour had gone by.
    revision, moment = guideline.scheduled_revision, timezone.now() - timedelta(minutes=1)
    revision.approved_go_live_at, revision.content["go_live_at"] = moment, moment.isoformat()
    revision.save()
    call_command("publish_scheduled")

    assert Guideline.objects.get().live


@pytest.mark.row("A1")
def test_guideline_submitted_by_a_trainer_is_published_once_approved(client, trainer, moderation):
    form = {"title": "Be kind", "slug": "kind", "body": rich_text("<p>Once.</p>")}
    client.post(reverse(Guideline.snippet_viewset.get_url_name("add")), form | {"action-submit": "1"})
    guideline = Guideline.objects.get()
    assert (guideline.live, guideline.workflow_in_progress) == (False, True)

    task_state = guideline.current_workflow_task_state
    task_state.approve(user=AdminFactory())

    assert Guideline.objects.get().live


@pytest.mark.row("A1")
def test_trainer_uploads_and_chooses_pictures_and_documents(client, trainer):
    image, document = ImageFactory(title="Lines"), DocumentFactory(title="Checklist")

    for name in ("wagtailimages_chooser:choose", "wagtaildocs_chooser:choose"):
        html = client.get(reverse(name)).json()["html"]
        assert "Upload" in html
        assert image.title in html or document.title in html
    for name in ("wagtailimages:add", "wagtaildocs:add"):
        assert client.get(reverse(name)).status_code == 200


def test_lesson_expires_when_its_time_is_over(trainer):
    lesson = LessonPageFactory()
    lesson.expire_at = timezone.now() - timedelta(minutes=1)
    lesson.save_revision().publish()
    LessonPage.objects.filter(pk=lesson.pk).update(live=True, expired=False)

    call_command("publish_scheduled")

    assert not LessonPage.objects.get().live


# --- Preview ------------------------------------------------------------------------------------------------------


def preview(client, instance, form):
    url = url_of(instance, "preview_on_edit")
    sent = client.post(url, form)
    assert sent.json()["is_valid"] is True
    return client.get(f"{url}?mode=").content.decode()


def test_guideline_being_written_is_previewed_as_learners_will_read_it(client, trainer):
    guideline = GuidelineFactory(title="Be kind", version=2)

    html = preview(client, guideline, {"title": "Be kind", "slug": "kind", "body": rich_text("<p>New words.</p>")})

    assert "New words." in html
    assert "version 2" in html


def test_social_tool_is_previewed_by_a_post_measured_as_it_measures(client, trainer):
    tool = SocialToolFactory(name="Chirp")
    form = {"name": "Chirp", "slug": "chirp", "post_word": "chirp", "character_limit": "50", "url_length": "0"}

    html = preview(client, tool, form | {"logo": ""})

    assert "A chirp can have up to 50 characters." in html
    assert "of 50 characters (Chirp)" in html


# --- Versions of a guideline --------------------------------------------------------------------------------------


@pytest.fixture
def accepted():
    """A guideline in its third version, which two people have accepted."""
    guideline = GuidelineFactory(title="Be kind", slug="kind", body="<p>Once.</p>", version=3)
    for learner in LearnerFactory.create_batch(2):
        guideline.acknowledgments.create(learner=learner, version=3)
    return guideline


def change(client, guideline, text, **fields):
    form = {"title": "Be kind", "slug": "kind", "body": rich_text(f"<p>{text}</p>")} | fields
    response = client.post(url_of(guideline, "edit"), form, follow=True)
    guideline.refresh_from_db()
    return response.content.decode()


WARNING = "2 people accepted the previous text and will not be asked again."


def test_guideline_changed_without_a_new_version_warns_whom_that_concerns(client, trainer, accepted):
    html = change(client, accepted, "Twice.", **{"action-publish": "1"})

    assert WARNING in html
    assert accepted.version == 3


def test_guideline_changed_with_a_new_version_asks_everybody_and_warns_of_nothing(client, trainer, accepted):
    html = change(client, accepted, "Twice.", asks_again="on", **{"action-publish": "1"})

    assert WARNING not in html
    assert accepted.version == 4


def test_guideline_saved_as_a_draft_often_is_one_version_further_once_published(client, trainer, accepted):
    for text in ("Twice.", "Thrice."):
        html = change(client, accepted, text, asks_again="on")
        assert WARNING not in html
        assert accepted.version == 3, "a draft asks no one"
    form = client.get(url_of(accepted, "edit")).context["form"]
    assert form["asks_again"].value() is True

    change(client, accepted, "Thrice.", asks_again="on", **{"action-publish": "1"})

    assert accepted.version == 4


def test_guideline_nobody_can_have_accepted_offers_no_new_version(client, trainer):
    guideline = GuidelineFactory(live=False)

    assert "asks_again" not in client.get(url_of(guideline, "edit")).context["form"].fields
