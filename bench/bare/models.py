from django.db import models
from wagtail.models import Page


class BarePage(Page):
    """The yardstick: what Wagtail itself costs for a page of title and body."""

    body = models.TextField()

    template = "bench_bare/bare_page.html"
