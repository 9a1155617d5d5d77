"""Kinds with their opening words, ideas that answer pain points, and the lesson that prompted an idea."""

import uuid

import pytest
from django.urls import reverse

from brainstorm.ideas.actions import submit_idea
from brainstorm.models import Brainstorm, Idea
from brainstorm.registers.actions import address_pain_points
from brainstorm.sessions.kinds import Kind
from lms.exceptions import RuleError
from tests.factories.brainstorm import BrainstormFactory, DecisionFactory, IdeaFactory, joined, move_to
from tests.factories.courses import CoursePageFactory, EnrollmentFactory, LessonPageFactory

pytestmark = pytest.mark.django_db


def sent(**fields):
    return {"kind": "use_case", "text": "A list at nine", "submission_key": str(uuid.uuid4())} | fields


@pytest.mark.row("B4")
def test_each_kind_is_offered_with_its_opening_words(client, ana):
    brainstorm = BrainstormFactory(plan=["collect"], participants=[ana])
    move_to(brainstorm, "collect")
    client.force_login(ana)
    page = client.get(brainstorm.get_absolute_url()).content.decode()
    assert len(Kind) == 5
    for kind in Kind:
        assert str(kind.label) in page
        assert str(kind.stem) in page
    assert "data-stem-button" in page


@pytest.mark.row("B4")
def test_idea_answers_the_pain_point_from_whose_link_it_came(client, ana, ben):
    brainstorm = BrainstormFactory(plan=["collect", "answer"], participants=[ana, ben])
    pains = [IdeaFactory(brainstorm=brainstorm, by=ben, kind="pain_point", text=f"Pain {n}") for n in range(2)]
    brainstorm = move_to(brainstorm, "answer")
    pain = Idea.objects.get(pk=pains[0].pk)
    client.force_login(ana)
    room = client.get(brainstorm.get_absolute_url()).content.decode()
    link = f"{brainstorm.get_absolute_url()}?answers={pain.number}"
    assert link in room
    assert "no one has answered" in room
    assert f'value="{pain.number}" id="id_addresses_{pain.number - 1}" checked' in client.get(link).content.decode()
    client.post(reverse("lms_brainstorm:idea_create", args=[brainstorm.pk]), sent(addresses=[pain.number]))
    answer = Idea.objects.get(text="A list at nine")
    assert list(answer.addresses.all()) == [pain]
    page = client.get(reverse("lms_brainstorm:idea", args=[brainstorm.pk, pain.number])).content.decode()
    assert "A list at nine" in page
    open_ones = client.get(brainstorm.get_absolute_url()).content.decode().split('data-part="unanswered"')[1]
    open_ones = open_ones.split("</section>")[0]
    assert "Pain 1" in open_ones
    assert "Pain 0" not in open_ones


def test_pain_points_are_neither_shown_nor_taken_before_the_room_reads_them(client, ana, ben):
    brainstorm = BrainstormFactory(plan=["collect"], participants=[ana, ben])
    IdeaFactory(brainstorm=brainstorm, by=ben, kind="pain_point", text="Hidden dibber", number=1)
    brainstorm = move_to(brainstorm, "collect")
    client.force_login(ana)
    assert "dibber" not in client.get(f"{brainstorm.get_absolute_url()}?answers=1").content.decode()
    address = reverse("lms_brainstorm:idea_create", args=[brainstorm.pk])
    assert client.post(address, sent(addresses=[1])).status_code == 422
    hidden = Idea.objects.get(text="Hidden dibber")
    idea = submit_idea(
        participation=joined(brainstorm, ana),
        kind="use_case",
        text="x",
        submission_key=uuid.uuid4(),
        addresses=[hidden],
    )
    assert not idea.addresses.exists()


def test_pain_points_of_an_idea_are_chosen_later_and_only_pain_points_count(facilitator, ana, ben):
    brainstorm = BrainstormFactory(plan=["collect", "discuss", "vote"], facilitator=facilitator, participants=[ana])
    pain = IdeaFactory(brainstorm=brainstorm, by=ben, kind="pain_point")
    idea, other = IdeaFactory(brainstorm=brainstorm, by=ana), IdeaFactory(brainstorm=brainstorm, by=ana)
    move_to(brainstorm, "discuss")
    address_pain_points(idea=idea, pain_points=[pain, other, idea], participation=joined(brainstorm, ben))
    assert list(idea.addresses.all()) == [pain]
    move_to(brainstorm, "vote")
    with pytest.raises(RuleError, match="in this phase"):
        address_pain_points(idea=idea, pain_points=[], participation=joined(brainstorm, ben))
    address_pain_points(idea=idea, pain_points=[], by=facilitator)
    assert not idea.addresses.exists()


@pytest.mark.row("B4")
def test_lesson_leads_into_the_brainstorm_and_back_once_it_reports(client, facilitator, ana, ben):
    course = CoursePageFactory()
    lesson, foreign = LessonPageFactory(parent=course), LessonPageFactory(title="Of another course")
    for person in (ana, ben):
        EnrollmentFactory(course=course, learner=person)
    brainstorm = BrainstormFactory(plan=["collect", "decide"], course=course, facilitator=facilitator)
    client.force_login(ana)
    assert "Bring an idea" not in client.get(lesson.url).content.decode()
    brainstorm = move_to(brainstorm, "collect")
    link = f"{brainstorm.get_absolute_url()}?lesson={lesson.pk}"
    assert link in client.get(lesson.url).content.decode()
    assert f'name="lesson" value="{lesson.pk}"' in client.get(link).content.decode()  # at the door
    entered = client.post(reverse("lms_brainstorm:enter", args=[brainstorm.pk]), {"lesson": lesson.pk}, follow=True)
    assert lesson.title in entered.content.decode()
    address = reverse("lms_brainstorm:idea_create", args=[brainstorm.pk])
    client.post(address, sent(lesson=lesson.pk))
    client.post(address, sent(lesson=foreign.pk, text="Elsewhere"))
    assert dict(Idea.objects.values_list("text", "lesson")) == {"A list at nine": lesson.pk, "Elsewhere": None}
    client.force_login(ben)
    assert "A list at nine" not in client.get(lesson.url).content.decode()
    brainstorm = move_to(brainstorm, "decide")
    assert "A list at nine" not in client.get(lesson.url).content.decode()
    for idea in brainstorm.ideas.all():
        DecisionFactory(idea=idea)
    move_to(brainstorm, "closed")
    page = client.get(lesson.url).content.decode()
    assert "Ideas that came out of this lesson" in page
    assert "A list at nine" in page
    assert "Bring an idea" not in page


def test_lesson_of_a_course_shows_no_way_in_to_those_who_may_not_enter(client, ana):
    course = CoursePageFactory()
    lesson = LessonPageFactory(parent=course)
    EnrollmentFactory(course=course, learner=ana)
    brainstorm = move_to(BrainstormFactory(plan=["collect"]), "collect")
    Brainstorm.objects.filter(pk=brainstorm.pk).update(course=CoursePageFactory())
    client.force_login(ana)
    assert "Bring an idea" not in client.get(lesson.url).content.decode()
