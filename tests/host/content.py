"""Run inside the host site: make one of everything by Fledge's own actions, and print where it stands as JSON.

The users, images and documents may be the host's own (`tests/variant/models.py`), and there may be a second site.
"""

import io
import json
import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", sys.argv[1])
sys.path.insert(0, os.getcwd())
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.images import get_image_model  # noqa: E402
from wagtail.images.tests.utils import get_test_image_file  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

import lms  # noqa: E402
from brainstorm.models import Brainstorm  # noqa: E402
from brainstorm.sessions.actions import join_brainstorm  # noqa: E402
from certificates.models import Certificate  # noqa: E402
from courses.classes.actions import book_seat  # noqa: E402
from courses.enrollment.actions import enroll_learner  # noqa: E402
from courses.learning.actions import complete_lesson  # noqa: E402
from courses.models import (  # noqa: E402
    CatalogPage,
    ClassMeeting,
    CoursePage,
    LessonPage,
    ScheduledClass,
    SocialTool,
)
from courses.transfer.actions import import_course  # noqa: E402
from courses.transfer.archive import CourseArchive  # noqa: E402
from courses.transfer.exporting import write_course  # noqa: E402
from lms.models import Profile  # noqa: E402

SECOND_HOST = "second.example"


def publish(parent, page):
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def person(name, group=None, **fields):
    model = get_user_model()
    sign_in_name = f"{name}@firm.example" if model.USERNAME_FIELD == "email" else name
    if model.USERNAME_FIELD != "email":
        fields |= {"first_name": name.title(), "email": f"{name}@firm.example"}
    user = model.objects.create_user(sign_in_name, password="a-long-passphrase", **fields)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def session_of(user):
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def image(title):
    fields = {field.name for field in get_image_model()._meta.get_fields()} & {"credit"}
    return get_image_model().objects.create(
        title=title, file=get_test_image_file(f"{title}.png"), **dict.fromkeys(fields, "Ada")
    )


def make_course(catalog, title, **facts):
    tool, _is_new = SocialTool.objects.get_or_create(name="Chatter", slug="chatter")
    slug = title.lower().replace(" ", "-")
    course = publish(catalog, CoursePage(title=title, slug=slug, summary="Follow a colleague.", tool=tool, **facts))
    body = [("paragraph", "<p>People follow people.</p>")]
    return course, publish(course, LessonPage(title="Follow", slug="follow", duration_minutes=5, body=body))


def make_class(course, learner, trainer):
    scheduled_class = ScheduledClass.objects.create(course=course, capacity=5, place="Room 1", time_zone="UTC")
    starts_at = timezone.now() + timedelta(minutes=1)
    ClassMeeting.objects.create(
        scheduled_class=scheduled_class, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2)
    )
    book_seat(scheduled_class=scheduled_class, learner=learner, by=trainer)
    return scheduled_class


def enroll_by_file(manager, course, people):
    """Send a file of people as their manager does, and return the status of what follows."""
    client = Client()
    client.force_login(manager)
    file = SimpleUploadedFile("people.csv", ("email\n" + "\n".join(each.email for each in people)).encode())
    sent = {"course": course.pk, "file": file, "confirm": "on"}
    return client.post(reverse("lms_courses:enroll_file"), sent, follow=True).status_code


def copy_course(course, catalog):
    """Take a course to another catalog as a file, its picture being gone here, and return what is to be known of it."""
    file = io.BytesIO()
    write_course(course, file)
    course.image.delete()
    report = import_course(archive=CourseArchive(file), catalog=catalog)
    assert report.course.image.title == "Cover"
    return report.notes


def make_second_site(learner):
    catalog = Page.get_first_root_node().add_child(instance=CatalogPage(title="Second catalog", slug="second"))
    site = Site.objects.create(hostname=SECOND_HOST, root_page=catalog, site_name="Second")
    course, lesson = make_course(catalog, "Second steps")
    enroll_learner(course=course, learner=learner, by=learner)
    return {each.title: each.relative_url(site) for each in (catalog, course, lesson)}, course


def pages_of_roles(course, lesson, learner, scheduled_class, brainstorm, certificate):
    """Return {role: addresses that it opens}."""
    meeting = scheduled_class.meetings.get()
    of_course = ("course_learners", "course_matrix", "course_quizzes", "course_completions")
    return {
        "trainer": [
            reverse("wagtailadmin_home"),
            *(reverse("wagtailadmin_pages:edit", args=[each.pk]) for each in (course, lesson)),
            *(reverse(name) for name in ("wagtailimages_chooser:choose", "wagtaildocs_chooser:choose")),
            *(reverse(name) for name in ("wagtailimages:add", "wagtaildocs:add", "lms_enrollments:index")),
            *(reverse(f"lms_courses:{name}", args=[course.pk]) for name in of_course),
            *(reverse(f"lms_courses:{name}", args=[meeting.pk]) for name in ("attendance", "attendance_sheet")),
            reverse("lms_classes:edit", args=[scheduled_class.pk]),
            reverse("lms_courses:roster", args=[scheduled_class.pk]) + "?q=l",
            reverse("lms_courses:class_report", args=[scheduled_class.pk]),
            reverse("lms_courses:course_learners", args=[course.pk]) + "?export=csv",
            reverse("lms_courses:course_learners", args=[course.pk]) + "?q=lena&sort=name",
            reverse("lms_courses:enroll_people") + "?q=lena",
            reverse("lms_courses:teaching"),
            reverse("lms_course_files:export", args=[course.pk]),
            reverse("lms_certificate_register:index"),
            reverse("lms_certificate_register:inspect", args=[certificate.pk]),
        ],
        "manager": [
            reverse("lms_courses:people") + "?sort=name",
            reverse("lms_courses:person", args=[learner.pk]),
            reverse("lms_courses:enroll_people") + f"?course={course.pk}&people={learner.pk}&review=chosen",
            reverse("lms_courses:enroll_file"),
            reverse("lms_courses:requests"),
        ],
        "facilitator": [
            reverse("lms_brainstorms:edit", args=[brainstorm.pk]),
            *(reverse(f"lms_brainstorm:{name}", args=[brainstorm.pk]) for name in ("console", "screen", "moderation")),
            reverse("lms_brainstorm:systems"),
        ],
        "admin": [
            *(reverse(f"{name}:index") for name in ("lms_people", "wagtailusers_users", "lms_brainstorms")),
            reverse("lms_people:index") + "?q=lena",
            reverse("lms_people:add"),
            reverse("wagtailsettings:edit", args=["lms", "brand", Site.objects.get(is_default_site=True).pk]),
            reverse("wagtailsnippets_lms_certificates_certificatetemplate:list"),
            reverse("wagtailsnippets_lms_courses_socialtool:edit", args=[course.tool_id]),
        ],
        "learner": [
            reverse("lms:preferences"),
            reverse("lms:my_data"),
            reverse("lms_courses:discussion", args=[lesson.pk]),
            reverse("lms_courses:discussion_people", args=[lesson.pk]) + "?q=le",
            reverse("lms_courses:class_detail", args=[scheduled_class.pk]),
            reverse("lms_courses:calendar"),
            reverse("lms_certificates:mine"),
        ],
    }


def main():
    site = Site.objects.get(is_default_site=True)
    people = {
        "learner": person("lena", "Learners"),
        "trainer": person("tara", "Trainers"),
        "facilitator": person("femi", "Facilitators"),
        "manager": person("mona", "Managers"),
        "admin": person("root", is_superuser=True, is_staff=True),
    }
    learner, report = people["learner"], person("rolf", "Learners")
    for each in (learner, report):
        Profile.objects.update_or_create(user=each, defaults={"manager": people["manager"]})

    catalog = publish(site.root_page, CatalogPage(title="Courses", slug="courses"))
    course, lesson = make_course(catalog, "First steps", image=image("Cover"))
    scheduled_class = make_class(course, learner, people["trainer"])

    brainstorm = Brainstorm.objects.create(title="What for?", question="What could we do with it?")
    brainstorm.facilitators.add(people["facilitator"])
    join_brainstorm(code=brainstorm.join_code, by=learner)

    enrollment = enroll_learner(course=course, learner=learner, by=learner)
    complete_lesson(enrollment=enrollment, lesson=lesson)
    certificate = Certificate.objects.get(enrollment=enrollment)

    made = {
        "package": lms.__file__,
        "sessions": {role: session_of(user) for role, user in people.items()},
        "pages": {
            "catalog": catalog.relative_url(site),
            "course": course.relative_url(site),
            "lesson": lesson.relative_url(site),
            "my learning": reverse("lms:dashboard"),
            "brainstorm": reverse("lms_brainstorm:detail", args=[brainstorm.pk]),
            "certificate": reverse("lms_certificates:detail", args=[certificate.verification_code]),
            "verification": reverse("lms_certificates:verify_code", args=[certificate.verification_code]),
        },
        "pdf": reverse("lms_certificates:download", args=[certificate.verification_code]),
        "pages_of_roles": pages_of_roles(course, lesson, learner, scheduled_class, brainstorm, certificate),
        "enrolled_by_file": [
            enroll_by_file(people["manager"], course, [report]),
            course.enrollments.in_force().filter(learner=report).count(),
        ],
    }
    made["second_site"], second_course = make_second_site(learner)
    made["second_host"] = SECOND_HOST
    made["notes_of_copy"] = copy_course(course, second_course.get_parent().specific)
    print(json.dumps(made))


main()
