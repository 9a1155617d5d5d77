"""The admin side: everything a trainer keeps stands under one menu entry, "Teaching"."""

from django.shortcuts import redirect
from django.urls import include, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from courses.audit import register_log_actions
from courses.calendars.views import preference_panels
from courses.catalog.admin import SocialToolViewSet
from courses.catalog.blocks import course_blocks
from courses.catalog.models import CoursePage, LessonPage
from courses.classes.admin import ScheduledClassViewSet
from courses.classes.completion import ClassRequirement
from courses.classes.models import ScheduledClass
from courses.enrollment.admin import EnrollmentViewSet
from courses.enrollment.completion import GuidelinesRequirement, LessonsRequirement, QuizzesRequirement
from courses.guidelines.admin.guidelines import GuidelineViewSet
from courses.guidelines.admin.proposals import GuidelineProposalViewSet
from courses.guidelines.models import Guideline
from courses.learning.page_context import add_page_context
from courses.learning.views import guard_lesson
from courses.paths.admin import LearningPathViewSet
from courses.people import dashboard
from courses.people.personal_data import personal_tables
from courses.quizzes.admin import QuestionViewSet, QuizViewSet
from courses.quizzes.models import Attempt, Question, Quiz
from courses.reports.admin import add_teaching_panel, completions_menu_item, course_report_buttons
from courses.transfer.admin import CourseFilesViewSet
from lms.dashboard.navigation import item_to
from lms.pages.blocks import content_blocks
from lms.roles.permissions import Role, has_role


class TeachingViewSetGroup(SnippetViewSetGroup):
    menu_label = gettext_lazy("Teaching")
    menu_name = "lms-teaching"
    menu_icon = "glasses"
    menu_order = 150
    items = (
        ScheduledClassViewSet,
        EnrollmentViewSet,
        LearningPathViewSet,
        QuizViewSet,
        QuestionViewSet,
        GuidelineViewSet,
        GuidelineProposalViewSet,
        SocialToolViewSet,
        CourseFilesViewSet,
    )


hooks.register("register_lesson_blocks", content_blocks)
hooks.register("register_lesson_blocks", course_blocks)
for source in (LessonsRequirement, QuizzesRequirement, GuidelinesRequirement, ClassRequirement):
    hooks.register("register_completion_requirements", source)
hooks.register("construct_learning_page_context", add_page_context)
hooks.register("register_dashboard_panels", dashboard.add_panels)
hooks.register("register_preference_panels", preference_panels)
hooks.register("register_log_actions", register_log_actions)
hooks.register("register_personal_data", personal_tables)
hooks.register("construct_homepage_panels", add_teaching_panel)
hooks.register("register_reports_menu_item", completions_menu_item)
hooks.register("register_page_header_buttons", course_report_buttons)
hooks.register("register_page_listing_more_buttons", course_report_buttons)
register_snippet(TeachingViewSetGroup)


@hooks.register("before_serve_page")
def keep_strangers_out_of_lessons(page, request, serve_args, serve_kwargs):
    return guard_lesson(page, request) if isinstance(page, LessonPage) else None


@hooks.register("before_delete_page")
def keep_courses_in_use(request, page):
    """Say in a sentence what the database would refuse with an error."""
    course = CoursePage.objects.descendant_of(page, inclusive=True).in_use().first()
    if course is None:
        return None
    sentence = _("“%(course)s” has learners or classes, so you cannot delete it. Unpublish it instead.")
    messages.error(request, sentence % {"course": course.title})
    return redirect("wagtailadmin_explore", page.pk)


@hooks.register("before_bulk_action")
def keep_courses_in_use_among_many(request, action_type, objects, action):
    if action_type != "delete" or not issubclass(action.model, Page):
        return None
    return next((refusal for page in objects if (refusal := keep_courses_in_use(request, page))), None)


#: What else holds on to a snippet, so that it cannot be deleted.
USED_BY = {
    Quiz: "attempts",
    Question: "quiz_questions",
    Guideline: "acknowledgments",
    ScheduledClass: "bookings",
}


@hooks.register("before_delete_snippet")
def keep_snippets_in_use(request, instances):
    for instance in instances:
        uses = USED_BY.get(type(instance))
        was_asked = isinstance(instance, Question) and Attempt.objects.that_asked(instance).exists()
        if was_asked or (uses and getattr(instance, uses).exists()):
            messages.error(request, _("“%(name)s” is in use, so you cannot delete it.") % {"name": instance})
            return redirect(instance.snippet_viewset.get_url_name("list"))
    return None


@hooks.register("before_unpublish")
def keep_promises_of_a_class(request, scheduled_class):
    """Whoever has a place in a class must be told when it is off, which unpublishing would not do."""
    if not isinstance(scheduled_class, ScheduledClass) or scheduled_class.cancelled_at or scheduled_class.is_over:
        return None
    if not scheduled_class.bookings.in_force().exists():
        return None
    messages.error(request, _("People have booked this class. Cancel it instead, so that they are notified."))
    return redirect(scheduled_class.snippet_viewset.get_url_name("edit"), scheduled_class.pk)


@hooks.register("register_learning_stylesheets")
def stylesheets():
    return ["lms_courses/courses.css"]


@hooks.register("register_styleguide_sections")
def styleguide_sections():
    return ["lms_courses/catalog/includes/styleguide.html"]


@hooks.register("register_learning_urls")
def learning_urls():
    return [path("", include(("courses.urls", "lms_courses")))]


@hooks.register("register_role_permissions")
def role_permissions():
    drafted = ("scheduledclass", "question", "quiz", "guideline", "learningpath")
    models = (*drafted, "socialtool")
    return {
        Role.TRAINER: [f"lms_courses.{verb}_{model}" for model in models for verb in ("add", "change", "view")]
        + [f"lms_courses.{verb}_{model}" for model in drafted for verb in ("publish", "lock", "unlock")]
        + [f"lms_courses.delete_{model}" for model in ("guideline", "learningpath")]
        + ["lms_courses.delete_question", "lms_courses.delete_quiz", "lms_courses.view_enrollment"]
        + ["lms_courses.change_guidelineproposal", "lms_courses.view_guidelineproposal"],
    }


@hooks.register("register_learning_nav")
def navigation(request):
    items = [item_to("lms_courses:catalog", gettext_lazy("Courses"), request, icon="book", order=20)]
    if request.user.is_authenticated:
        items += [
            item_to(
                "lms_courses:class_list",
                gettext_lazy("Classes"),
                request,
                is_section=True,
                icon="calendar-event",
                order=30,
            ),
            item_to(
                "lms_courses:notes",
                gettext_lazy("My notes"),
                request,
                icon="journal-text",
                order=40,
                is_personal=True,
            ),
        ]
    if has_role(request.user, Role.MANAGER):
        items.append(
            item_to("lms_courses:people", gettext_lazy("My people"), request, is_section=True, icon="people", order=60)
        )
    if has_role(request.user, Role.TRAINER):
        items.append(
            item_to("lms_courses:teaching", gettext_lazy("Teaching"), request, is_section=True, icon="easel", order=70)
        )
    return items
