"""The progress matrix: learners by lessons, one mark where they meet."""

from dataclasses import dataclass, field

from django.db.models import Case, IntegerField, When
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.enrollment.models import Enrollment, LessonProgress
from courses.reports.presenters.roster import ROWS_A_CHUNK, Roster, RosterFilter, department_of
from lms.accounts.people import name_of
from lms.days import site_day

#: state of a cell: (icon, word)
STATES = {
    "done": ("check-circle-fill", gettext_lazy("done")),
    "opened": ("circle-half", gettext_lazy("opened")),
    "not-yet": ("circle", gettext_lazy("not yet")),
    "new": ("star", gettext_lazy("new since they finished")),
}


@dataclass(frozen=True)
class MatrixRow:
    """A learner with the state of each lesson, in the order of the lessons."""

    enrollment: Enrollment
    name: str
    states: list

    @property
    def done(self):
        return f"{self.states.count('done')}/{len(self.states)}"


@dataclass
class ProgressMatrix:
    """The lessons of a course against its learners, in the order of the roster."""

    course: object
    filter: RosterFilter = field(default_factory=RosterFilter)
    version: str | None = None

    @cached_property
    def roster(self):
        return Roster(self.course, self.filter, self.version)

    @property
    def lessons(self):
        return self.roster.structure.lessons

    def page(self, number):
        """Return a page of `MatrixRow`."""
        page = self.roster.id_page(number)
        found = Enrollment.objects.select_related("learner").in_bulk([pk for pk, _last_active in page.object_list])
        page.object_list = self.rows([found[pk] for pk, _last_active in page.object_list if pk in found])
        return page

    def rows(self, enrollments):
        """Return a `MatrixRow` for each of the list `enrollments`, in one query."""
        done, opened = set(), set()
        cells = LessonProgress.objects.filter(enrollment__in=[each.pk for each in enrollments]).order_by()
        # A number, not the moment: to read a thousand moments takes longer than everything else on the page.
        is_done = Case(When(completed_at=None, then=0), default=1, output_field=IntegerField())
        for enrollment, lesson, completed in cells.values_list("enrollment_id", "lesson_id", is_done):
            (done if completed else opened).add((enrollment, lesson))

        def state(enrollment, lesson):
            cell = (enrollment.pk, lesson.pk)
            if cell in done:
                return "done"
            if lesson.is_new_since(enrollment.completed_at):
                return "new"
            return "opened" if cell in opened else "not-yet"

        return [
            MatrixRow(each, name_of(each.learner), [state(each, lesson) for lesson in self.lessons])
            for each in enrollments
        ]

    def table(self):
        """Return (headings, rows) of everyone the filter leaves, with the day on which each lesson was done."""
        headings = [_("Name"), _("Username"), _("Department"), _("Status"), _("Lessons done")]
        return headings + [lesson.title for lesson in self.lessons], self.table_rows()

    def table_rows(self):
        enrollments = self.roster.chosen.select_related("learner__lms_profile").prefetch_related("lesson_progress")
        for each in enrollments.iterator(chunk_size=ROWS_A_CHUNK):
            days = {
                progress.lesson_id: site_day(progress.completed_at)
                for progress in each.lesson_progress.all()
                if progress.completed_at
            }
            cells = [days.get(lesson.pk) for lesson in self.lessons]
            yield [
                name_of(each.learner),
                each.learner.get_username(),
                department_of(each.learner),
                each.get_status_display(),
                sum(day is not None for day in cells),
                *cells,
            ]
