from django.db import models
from django.db.models import Case, Count, F, Q, Value, When, Window
from django.db.models.functions import RowNumber


class ReflectionQuerySet(models.QuerySet):
    def shared(self):
        return self.filter(is_shared=True)

    def shown_in(self, lesson, reader, *, most):
        """Return the own reflections of `reader` in `lesson` and, for each block, `most` of those that others share.

        `shared_in_block` counts all that others share in the same block. One query, however many share.
        """
        is_mine = Case(When(learner=reader, then=Value(1)), default=Value(0))
        newest_first = [F("updated_at").desc(), F("pk").desc()]
        return (
            self.filter(Q(learner=reader) | Q(is_shared=True), lesson=lesson)
            .annotate(
                is_mine=is_mine,
                place=Window(
                    RowNumber(),
                    partition_by=[F("block_id"), is_mine],
                    order_by=newest_first,
                ),
                shared_in_block=Window(Count("pk", filter=~Q(learner=reader)), partition_by=[F("block_id")]),
            )
            .filter(place__lte=most)
            .select_related("learner")
            .order_by("-updated_at", "-pk")
        )
