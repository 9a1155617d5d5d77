from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Exists, Min, OuterRef, Prefetch, Q

from lms.accounts.people import by_first_name, name_fields, with_handle
from lms.relations import related_objects
from lms.roles.permissions import Role


def readers_of(course):
    """Return the accounts that may read the lessons of `course`: people on it, trainers, administrators."""
    enrollments = related_objects(type(course), "enrollments").in_force()
    on_course = enrollments.filter(course_key=course.translation_key, learner=OuterRef("pk"))
    trainers = Group.objects.filter(name=Role.TRAINER.value, user=OuterRef("pk"))
    people = get_user_model().objects.filter(is_active=True)
    return people.filter(Exists(on_course) | Exists(trainers) | Q(is_superuser=True))


def people_named(names, people):
    """Return those of `people` who are called by one of these names, or sign in with it."""
    return with_handle(people).filter(
        Q((f"{people.model.USERNAME_FIELD}__in", names), handle__in=names, _connector=Q.OR)
    )


def people_called(start, people):
    """Return those of `people` one of whose names begins with `start`, in the order of their names."""
    fields = ["handle", *name_fields()]
    fields.remove(people.model.USERNAME_FIELD)  # No one shall guess addresses letter by letter.
    found = Q(*((f"{field}__istartswith", start) for field in fields), _connector=Q.OR)
    return with_handle(people).filter(found).order_by(*by_first_name(), "pk")


class DiscussionPostQuerySet(models.QuerySet):
    def threads(self):
        return self.filter(parent__isnull=True)

    def written(self):
        """Return those that their author has not deleted."""
        return self.exclude(text="")

    def readable(self):
        """Return those that everyone on the course may read."""
        return self.written().filter(hidden_at__isnull=True)

    def written_since(self, moment):
        """Return those that were posted or edited after `moment`, with what a mail about them says."""
        return self.filter(Q(created_at__gt=moment) | Q(edited_at__gt=moment)).select_related("author", "lesson")

    def news(self, *, after, after_change):
        """Return what came after the post `after`, and of what was there whatever changed since `after_change`."""
        is_new = Q(pk__gt=after, hidden_at__isnull=True) & ~Q(text="")
        return self.filter(is_new | Q(pk__lte=after, change_number__gt=after_change))

    def with_text_or_replies(self):
        """Leave out what was deleted, unless replies hang on it."""
        replies = self.model.objects.written().filter(parent=OuterRef("pk"))
        return self.filter(~Q(text="") | Exists(replies))

    def unanswered(self):
        """Return the threads of learners that no one else has replied to, without those reported."""
        reported = related_objects(self.model, "reports").open().filter(post=OuterRef("pk"))
        others = self.model.objects.readable().filter(parent=OuterRef("pk")).exclude(author=OuterRef("author"))
        trainers = Group.objects.filter(name=Role.TRAINER.value, user=OuterRef("author"))
        return (
            self.readable()
            .threads()
            .filter(~Exists(others), ~Exists(trainers), ~Exists(reported), author__is_superuser=False)
        )

    def with_people(self):
        return self.select_related("author").prefetch_related("mentions")

    def reported(self):
        """Return those with reports that no trainer has settled, with `open_reports`, the longest waiting first."""
        unsettled = related_objects(self.model, "reports").open()
        unsettled = unsettled.select_related("reporter").order_by("created_at", "pk")
        return (
            self.annotate(reported_at=Min("reports__created_at", filter=Q(reports__settled_at__isnull=True)))
            .filter(reported_at__isnull=False)
            .select_related("author", "lesson")
            .prefetch_related("mentions", Prefetch("reports", queryset=unsettled, to_attr="open_reports"))
            .order_by("reported_at", "pk")
        )


class DiscussionReportQuerySet(models.QuerySet):
    def open(self):
        return self.filter(settled_at__isnull=True)
