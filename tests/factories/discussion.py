"""What people write below and beside lessons."""

import uuid

import factory

from courses import models

from .courses import LessonPageFactory
from .users import LearnerFactory


class DiscussionPostFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.DiscussionPost

    lesson = factory.SubFactory(LessonPageFactory)
    author = factory.SubFactory(LearnerFactory)
    text = factory.Sequence(lambda n: f"Post {n}")
    submission_key = factory.LazyFunction(uuid.uuid4)


class NoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Note

    lesson = factory.SubFactory(LessonPageFactory)
    learner = factory.SubFactory(LearnerFactory)
    text = factory.Sequence(lambda n: f"Note {n}")


class ReflectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Reflection

    lesson = factory.SubFactory(LessonPageFactory)
    learner = factory.SubFactory(LearnerFactory)
    block_id = factory.LazyFunction(uuid.uuid4)
    text = factory.Sequence(lambda n: f"Reflection {n}")


class GuidelineProposalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.GuidelineProposal

    learner = factory.SubFactory(LearnerFactory)
    version = 1
    text = factory.Sequence(lambda n: f"Proposal {n}")
