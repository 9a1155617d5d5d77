"""Enrolling and withdrawing, due dates, starting again, and requests with their answers."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from courses.catalog.models import CoursePage, EnrollmentPolicy
from courses.catalog.structure import structure_of
from courses.enrollment.completion import evaluate_completion
from courses.enrollment.exceptions import PrerequisitesError
from courses.enrollment.models import Enrollment
from courses.enrollment.prerequisites import unmet_by_learner
from courses.enrollment.queries import find_enrollment
from courses.signals import enrollment_completed, enrollment_decided, enrollment_requested, learners_enrolled
from lms.accounts.people import name_of
from lms.accounts.throttling import Throttle
from lms.caching.cache import read_version
from lms.exceptions import RuleError

#: People named in a sentence before it says "and 12 more".
NAMED_PEOPLE = 5


def lock_course(course):
    """Lock the course in all its languages and return it: two requests to enroll one person come one after the other.

    Raises:
        RuleError: the course is not published.
    """
    pages = CoursePage.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    locked = {page.pk: page for page in pages.filter(translation_key=course.translation_key)}[course.pk]
    if not locked.live:
        raise RuleError(_("This course is not open yet. Check back when it is published."))
    return locked


def lock_enrollment(enrollment):
    """Lock the row of `enrollment` and return it as it is now."""
    return Enrollment.objects.select_for_update(of=("self",)).select_related("course", "learner").get(pk=enrollment.pk)


def first_due_date(course):
    """Return the day until which someone enrolled now has time, in the site's time zone, or None for no limit."""
    if course.days_to_complete is None:
        return None
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    return today + timedelta(days=course.days_to_complete)


def enroll_learner(*, course, learner, by, source=Enrollment.Source.SELF, due_date=None, despite_prerequisites=False):
    """Enroll `learner` on `course` and return the `Enrollment`. As `enroll_learners`, for one."""
    enroll_learners(
        course=course,
        learners={learner: due_date},
        by=by,
        source=source,
        despite_prerequisites=despite_prerequisites,
    )
    enrollment = find_enrollment(course, learner)
    assert enrollment is not None  # noqa: S101 - it has just been made
    return enrollment


@transaction.atomic
def enroll_learners(*, course, learners, by, source, despite_prerequisites=False):
    """Enroll people on `course`, all or no one. Returns the `Enrollment`s that were not in force before.

    Someone already enrolled stays as they are; someone who withdrew is let in again with their progress; whoever
    waits for approval is let in.

    Args:
        learners: {user: due date or None}. Without a date the `days_to_complete` of the course count from today.
        source: how it came about. By oneself (`Enrollment.BY_ONESELF`) one keeps to the course's policy.
        despite_prerequisites: enroll even those who have not completed what comes before; noted in the audit log.

    Raises:
        PrerequisitesError: someone has not completed what comes before.
        RuleError: the course is not published, or no one enrolls on it by themselves.
    """
    locked = lock_course(course)
    present = {
        enrollment.learner_id: enrollment
        for enrollment in Enrollment.objects.select_for_update().filter(
            course_key=course.translation_key, learner__in=[learner.pk for learner in learners]
        )
    }
    joining = [learner for learner in learners if learner.pk not in present or not present[learner.pk].is_in_force]
    if not joining:
        return []
    is_by_oneself = source in Enrollment.BY_ONESELF
    if is_by_oneself:
        check_open_to_everybody(locked)
    unmet = unmet_by_learner(locked, joining)
    if unmet and (is_by_oneself or not despite_prerequisites):
        raise prerequisites_unmet(unmet, joining, is_by_oneself=is_by_oneself)

    now = timezone.now()
    new: list[Enrollment] = []
    returning: list[Enrollment] = []
    for learner in joining:
        enrollment = present.get(learner.pk) or Enrollment(learner=learner, course=course)
        # Who leaves and comes back by themselves keeps the date that someone gave them.
        kept = enrollment.due_date if is_by_oneself else None
        enrollment.status, enrollment.source, enrollment.enrolled_by = Enrollment.Status.ACTIVE, source, by
        enrollment.due_date = learners[learner] or kept or first_due_date(locked)
        enrollment.created_at, enrollment.decision_note = now, ""
        enrollment.know(course, learner)
        (new if enrollment.pk is None else returning).append(enrollment)
    Enrollment.objects.bulk_create(new)
    Enrollment.objects.bulk_update(
        returning, ["status", "source", "enrolled_by", "due_date", "created_at", "decision_note"]
    )
    log(instance=course, action="lms_courses.enroll", user=by, data=log_data_of(joining, unmet))
    for enrollment in returning:
        refresh_completion(enrollment=enrollment)
    enrolled = new + returning
    transaction.on_commit(lambda: learners_enrolled.send(sender=Enrollment, enrollments=enrolled, by=by))
    return enrolled


def log_data_of(learners, unmet):
    """Return what the audit log keeps of people enrolled, and whom a trainer or manager let in before their time."""
    names = [str(learner) for learner in learners]
    told: dict[str, Any] = {"learner": names[0]} if len(names) == 1 else {"learners": names}
    if unmet:
        told["despite"] = {
            str(learner): [course.title for course in unmet[learner.pk]] for learner in learners if learner.pk in unmet
        }
    return told


def check_open_to_everybody(course):
    """Raise RuleError if people do not enroll on `course` by themselves."""
    if course.enrollment_policy == EnrollmentPolicy.ASSIGNED:
        raise RuleError(_("Only trainers and managers can enroll people in this course. Ask your trainer or manager."))
    if course.enrollment_policy == EnrollmentPolicy.APPROVAL:
        raise RuleError(_("This course requires approval. Request it on the course page first."))


def prerequisites_unmet(unmet, learners, *, is_by_oneself):
    """Return the error that names what is unmet: `unmet` is {learner id: [courses]} of some of `learners`."""
    courses = list({course.pk: course for each in unmet.values() for course in each}.values())
    titles = get_text_list([f"“{course.title}”" for course in courses], _("and"))
    if is_by_oneself:
        return PrerequisitesError(
            _("Complete %(courses)s first. Then you can take this course.") % {"courses": titles}, courses
        )
    people = [name_of(learner) for learner in learners if learner.pk in unmet]
    named = people[:NAMED_PEOPLE]
    if more := len(people) - len(named):
        named.append(ngettext("%(n)s more", "%(n)s more", more) % {"n": more})
    sentence = ngettext(
        "%(people)s has not completed the prerequisites: %(courses)s. Confirm that you want to enroll them "
        "anyway, or leave them out.",
        "%(people)s have not completed the prerequisites: %(courses)s. Confirm that you want to enroll them "
        "anyway, or leave them out.",
        len(people),
    )
    return PrerequisitesError(sentence % {"people": get_text_list(named, _("and")), "courses": titles}, courses)


@transaction.atomic
def change_due_date(*, enrollment, due_date, by):
    """Set the day until which a learner is to be done, or none. Safe to repeat. Returns the `Enrollment`.

    Raises:
        RuleError: the learner is not under way on the course.
    """
    locked = lock_enrollment(enrollment)
    if locked.status != Enrollment.Status.ACTIVE:
        raise RuleError(_("This course is not in progress, so it has no due date to change."))
    if locked.due_date != due_date:
        before, locked.due_date = locked.due_date, due_date
        locked.save(update_fields=["due_date"])
        log(
            instance=locked.course,
            action="lms_courses.change_due_date",
            user=by,
            data={
                "learner": str(locked.learner),
                "before": before and before.isoformat(),
                "after": due_date and due_date.isoformat(),
            },
        )
    return locked


@transaction.atomic
def withdraw_learner(*, enrollment, by):
    """Take a learner off a course, or a request back; what they did is kept in case they come back. Safe to repeat.

    Raises:
        RuleError: the course is already completed, or the learner was assigned to it and wants to leave by themselves.
    """
    locked = lock_enrollment(enrollment)
    is_by_oneself = by == locked.learner
    if locked.is_completed and is_by_oneself:
        raise RuleError(_("You have completed this course, so you cannot leave it."))
    if locked.is_completed:
        raise RuleError(_("This person has completed the course, so you cannot remove them from it."))
    if is_by_oneself and locked.status == Enrollment.Status.ACTIVE and not locked.may_be_left:
        raise RuleError(_("Someone else enrolled you in this course. Ask your manager or trainer to remove you."))
    if locked.status in (Enrollment.Status.ACTIVE, Enrollment.Status.REQUESTED):
        locked.status = Enrollment.Status.WITHDRAWN
        locked.save(update_fields=["status"])
        log(instance=locked.course, action="lms_courses.withdraw", user=by, data={"learner": str(locked.learner)})
    enrollment.status = locked.status
    return enrollment


@transaction.atomic
def begin_again(*, enrollment, by):
    """Put a completed `enrollment` under way again, its lessons unread, so that it can be completed anew.

    Quizzes passed, guidelines accepted and classes attended still count; what the course asks since is asked too. One
    that is under way already stays as it is. Returns the `Enrollment`.

    Raises:
        RuleError: the learner never completed it, or the course is not published any more.
    """
    lock_course(enrollment.course)
    locked = lock_enrollment(enrollment)
    if locked.status == Enrollment.Status.ACTIVE:
        return locked
    if not locked.is_completed:
        raise RuleError(_("You can only restart a course that has been completed."))
    locked.lesson_progress.update(completed_at=None)
    locked.status, locked.completed_at, locked.due_date = Enrollment.Status.ACTIVE, None, None
    locked.save(update_fields=["status", "completed_at", "due_date"])
    log(instance=locked.course, action="lms_courses.begin_again", user=by, data={"learner": str(locked.learner)})
    return locked


@transaction.atomic(savepoint=False)
def refresh_completion(*, enrollment, structure=None):
    """Complete `enrollment` if every requirement of its course is met, and return the `Completion`.

    structure: of its course, where it is known already.
    To be called after evidence of any app has changed. Safe to repeat: a completed enrollment stays completed, and
    `enrollment_completed` is sent once.
    """
    completion = evaluate_completion(
        course=enrollment.course, learner=enrollment.learner, enrollment=enrollment, structure=structure
    )
    if enrollment.status == Enrollment.Status.ACTIVE and completion.is_complete:
        now = timezone.now()
        # One statement decides which of two simultaneous calls completes it.
        has_changed = Enrollment.objects.filter(pk=enrollment.pk, status=Enrollment.Status.ACTIVE).update(
            status=Enrollment.Status.COMPLETED, completed_at=now
        )
        if has_changed:
            enrollment.status, enrollment.completed_at = Enrollment.Status.COMPLETED, now
            log(
                instance=enrollment.course,
                action="lms_courses.complete",
                user=enrollment.learner,
                data={"learner": str(enrollment.learner)},
            )
            transaction.on_commit(lambda: enrollment_completed.send(sender=Enrollment, enrollment=enrollment))
    return completion


#: Requests of one person, who may take them back and ask again. Each is mailed to their manager.
REQUESTS = Throttle("lms_courses.requests", limit=20, seconds=3600)


@transaction.atomic
def request_enrollment(*, course, learner):
    """Ask for `learner` to be let on `course` and return the `Enrollment`, which waits. Safe to repeat.

    Raises:
        PrerequisitesError: something is to be completed before.
        ThrottledError: the learner has asked too often.
        RuleError: the course is not published, or its policy is another one by now.
    """
    locked = lock_course(course)
    enrollment = (
        Enrollment.objects.select_for_update().filter(course_key=course.translation_key, learner=learner).first()
    )
    if enrollment and (enrollment.is_in_force or enrollment.status == Enrollment.Status.REQUESTED):
        return enrollment
    if locked.enrollment_policy == EnrollmentPolicy.OPEN:
        raise RuleError(_("This course no longer requires approval. Enroll here."))
    if locked.enrollment_policy == EnrollmentPolicy.ASSIGNED:
        check_open_to_everybody(locked)
    if unmet := unmet_by_learner(locked, [learner]):
        raise prerequisites_unmet(unmet, [learner], is_by_oneself=True)
    REQUESTS.take_or_raise(learner.pk)
    enrollment = enrollment or Enrollment(course=course, learner=learner)
    enrollment.status, enrollment.source = Enrollment.Status.REQUESTED, Enrollment.Source.SELF
    enrollment.enrolled_by, enrollment.created_at, enrollment.decision_note = learner, timezone.now(), ""
    enrollment.save()
    log(instance=course, action="lms_courses.request", user=learner, data={"learner": str(learner)})
    transaction.on_commit(lambda: enrollment_requested.send(sender=Enrollment, enrollment=enrollment))
    return enrollment


@transaction.atomic
def approve_request(*, enrollment, by, note="", despite_prerequisites=False):
    """Let in a learner who asked, and return the `Enrollment`. Safe to repeat. `note` is read by the learner.

    Raises:
        PrerequisitesError: the course asks for another one by now, and `despite_prerequisites` is not set.
        RuleError: the request was declined or taken back, or the learner would answer themselves.
    """
    locked = lock_enrollment(enrollment)
    if locked.is_in_force:
        return locked
    check_waiting(locked, by)
    unmet = unmet_by_learner(locked.course, [locked.learner])
    if unmet and not despite_prerequisites:
        raise prerequisites_unmet(unmet, [locked.learner], is_by_oneself=False)
    locked.status, locked.decision_note, locked.created_at = Enrollment.Status.ACTIVE, note, timezone.now()
    locked.enrolled_by, locked.due_date = by, locked.due_date or first_due_date(locked.course)
    locked.save()
    log(
        instance=locked.course,
        action="lms_courses.approve",
        user=by,
        data=log_data_of([locked.learner], unmet) | {"note": note},
    )
    refresh_completion(enrollment=locked)
    transaction.on_commit(lambda: enrollment_decided.send(sender=Enrollment, enrollment=locked, by=by))
    return locked


@transaction.atomic
def decline_request(*, enrollment, by, note):
    """Answer a learner who asked with no, and say why. Safe to repeat. Returns the `Enrollment`.

    Raises:
        RuleError: the request was approved or taken back, or the learner would answer themselves.
    """
    locked = lock_enrollment(enrollment)
    if locked.status == Enrollment.Status.DECLINED:
        return locked
    check_waiting(locked, by)
    locked.status, locked.decision_note = Enrollment.Status.DECLINED, note
    locked.save(update_fields=["status", "decision_note"])
    log(
        instance=locked.course,
        action="lms_courses.decline",
        user=by,
        data={"learner": str(locked.learner), "note": note},
    )
    transaction.on_commit(lambda: enrollment_decided.send(sender=Enrollment, enrollment=locked, by=by))
    return locked


def check_waiting(enrollment, by):
    """Raise RuleError unless `enrollment` waits for an answer, and `by` is someone else than its learner."""
    if enrollment.learner == by:
        raise RuleError(_("You cannot answer your own request. Someone else must do it."))
    if enrollment.status == Enrollment.Status.WITHDRAWN:
        raise RuleError(_("This request was withdrawn, so there is nothing to answer."))
    if enrollment.status == Enrollment.Status.DECLINED:
        raise RuleError(_("This request was already declined. Enroll the person if the decision has changed."))
    if enrollment.is_in_force:
        raise RuleError(
            _("This request was already approved. Remove the person from the course if the decision has changed.")
        )


def check_lesson_of(enrollment, lesson, structure=None):
    """Raise RuleError unless `lesson` is a published lesson of the course that `enrollment` is for, and in force.

    structure: of that course, where it is known already.
    """
    if enrollment.status == Enrollment.Status.WITHDRAWN:
        raise RuleError(_("You have left this course. Enroll again to continue where you left off."))
    structure = structure or structure_of(enrollment.course, read_version())
    if structure.lesson_here(lesson.pk) not in structure.positions:
        raise RuleError(_("This lesson is not part of the course you are enrolled in."))
