from django.db.models import Count, Max, Q, QuerySet


class BatchQuerySet(QuerySet):
    def unfinished(self):
        return self.filter(finished_at=None)

    def with_progress(self):
        """Add the numbers of rows: `total`, `issued`, `printed`, of these `withheld`, `failed`; and when the last."""
        return self.annotate(
            total=Count("rows"),
            issued=Count("rows", filter=Q(rows__state="done")),
            printed=Count("rows", filter=Q(rows__certificate__printed_at__isnull=False)),
            withheld=Count(
                "rows",
                filter=Q(rows__certificate__printed_at__isnull=False)
                & (Q(rows__certificate__revoked_at__isnull=False) | Q(rows__certificate__suspended_at__isnull=False)),
            ),
            failed=Count("rows", filter=Q(rows__state="failed")),
            last_issued_at=Max("rows__certificate__issued_at"),
            last_printed_at=Max("rows__certificate__printed_at"),
        )
