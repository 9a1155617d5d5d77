from django.urls import reverse


def console_url(brainstorm, anchor=""):
    return reverse("lms_brainstorm:console", args=[brainstorm.pk]) + anchor
