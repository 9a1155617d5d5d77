"""Brainstorms in any phase, with people and ideas."""

import uuid
from datetime import timedelta

import factory
from django.utils import timezone

from brainstorm import models
from brainstorm.facilitation.actions import move_phase
from brainstorm.sessions.actions import join_brainstorm, prepare

from .users import FacilitatorFactory, LearnerFactory


class BrainstormFactory(factory.django.DjangoModelFactory):
    """A brainstorm no one has entered yet. `facilitator` and `participants` (a list of users) come in at once.

    `plan` names kinds of phase, where the format is not to decide: BrainstormFactory(plan=["collect", "decide"]).
    """

    class Meta:
        model = models.Brainstorm
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Brainstorm {n}")
    question = "What could we do with it?"

    @factory.post_generation
    def plan(self, create, kinds, **kwargs):
        if self.format_id is None and not kinds:
            self.format = models.BrainstormFormat.objects.get(slug="nominal-group")
            self.save()
        prepare(brainstorm=self)
        if kinds:
            for step, kind in enumerate(["arrive", *kinds, "closed"]):
                models.BrainstormPhase.objects.create(brainstorm=self, sort_order=step, kind=kind)
        self.refresh_from_db()

    @factory.post_generation
    def facilitator(self, create, user, **kwargs):
        self.facilitators.add(user or FacilitatorFactory())

    @factory.post_generation
    def participants(self, create, users, **kwargs):
        for user in users or []:
            join_brainstorm(code=self.join_code, by=user)


class IdeaFactory(factory.django.DjangoModelFactory):
    """An idea stored past the rules of the phase."""

    class Meta:
        model = models.Idea
        exclude = ["by"]

    #: the user who wrote it; joins where that has not happened yet
    by = factory.SubFactory(LearnerFactory)
    author_tag = factory.LazyAttribute(lambda idea: joined(idea.brainstorm, idea.by).tag)

    brainstorm = factory.SubFactory(BrainstormFactory)
    kind = "use_case"
    text = factory.Sequence(lambda n: f"Idea {n} in words")
    submission_key = factory.LazyFunction(uuid.uuid4)


def joined(brainstorm, user):
    """Return the fresh `Participation` of `user`, who joins if need be."""
    participation, _is_new = models.Participation.objects.get_or_create(brainstorm=brainstorm, user=user)
    return models.Participation.objects.of(user).get(pk=participation.pk)


class DecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Decision

    idea = factory.SubFactory(IdeaFactory)
    outcome = "adopted"
    reason = "We can start tomorrow."


class PilotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Pilot

    decision = factory.SubFactory(DecisionFactory)
    hypothesis = "Fewer calls."
    owner = factory.SubFactory(LearnerFactory)
    measure = "Calls a day"
    baseline = "12"
    starts_on = factory.LazyFunction(timezone.localdate)
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))


def move_to(brainstorm, phase):
    """Lead `brainstorm` forward to `phase` as its facilitator would, and return it fresh from the database."""
    brainstorm.refresh_from_db()
    by = brainstorm.facilitators.first()
    while brainstorm.phase != phase:
        brainstorm = move_phase(brainstorm=brainstorm, expected_step=brainstorm.step, by=by)
    return brainstorm
