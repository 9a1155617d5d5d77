from django.dispatch import receiver

from courses.enrollment.notices import tell_of_enrollments
from courses.signals import enrollment_decided, enrollment_requested, learners_enrolled
from lms.jobs.queue import enqueue


@receiver(learners_enrolled)
def tell_those_enrolled(sender, enrollments, by, **kwargs):
    if ids := [each.pk for each in enrollments if by is not None and each.learner_id != by.pk]:
        enqueue(tell_of_enrollments, ids)


@receiver([enrollment_requested, enrollment_decided])
def tell_of_request(sender, enrollment, **kwargs):
    enqueue(tell_of_enrollments, [enrollment.pk])
