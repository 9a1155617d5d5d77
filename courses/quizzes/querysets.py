from datetime import timedelta

from django.db import models
from django.db.models import Count, F
from django.utils import timezone

from lms.pages.translations import TranslatableQuerySet

#: What was sent in time may arrive so much later: the network's time is not the learner's.
GRACE = timedelta(seconds=5)


class QuestionQuerySet(TranslatableQuerySet):
    def tagged(self, quiz):
        """Return the published questions with one of the tags of `quiz`, those that it lists anyway left out."""
        tags, listed = quiz.tagged_items.values("tag"), quiz.quiz_questions.values("question")
        return self.live().filter(tagged_items__tag__in=tags).exclude(pk__in=listed).distinct()

    def in_order(self, ids):
        """Return the questions with these ids in that order as a list, their answers loaded, in two queries."""
        questions = self.prefetch_related("answers").in_bulk(set(ids)) if ids else {}
        return [questions[pk] for pk in ids if pk in questions]

    def with_uses(self):
        """Annotate `uses`, the number of quizzes that list the question."""
        return self.annotate(uses=Count("quiz_questions", distinct=True))


class QuizQuerySet(TranslatableQuerySet):
    def with_listed(self, ids):
        """Return {id: (quiz, ids of the published questions it lists, in order)} of published quizzes, in one query."""
        rows = (
            self.live()
            .filter(pk__in=ids)
            .annotate(listed_id=F("quiz_questions__question_id"), is_listed_live=F("quiz_questions__question__live"))
            .order_by("pk", "quiz_questions__sort_order", "quiz_questions__pk")
        )
        quizzes = {}
        for quiz in rows:
            _quiz, question_ids = quizzes.setdefault(quiz.pk, (quiz, []))
            if quiz.is_listed_live:
                question_ids.append(quiz.listed_id)
        return quizzes


class AttemptQuerySet(models.QuerySet):
    def under_way(self):
        return self.filter(submitted_at__isnull=True)

    def submitted(self):
        return self.filter(submitted_at__isnull=False)

    def overdue(self):
        """Return those under way whose time is up, so that nothing more is accepted."""
        return self.under_way().filter(deadline_at__lt=timezone.now() - GRACE)

    def that_asked(self, question):
        """Return the submitted attempts in which `question` was asked."""
        return self.submitted().filter(marks__has_key=str(question.pk))
