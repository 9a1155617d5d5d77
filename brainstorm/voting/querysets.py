from django.db.models import QuerySet


class VoteQuerySet(QuerySet):
    def cast_by(self, participation):
        return self.filter(idea__brainstorm=participation.brainstorm_id, voter_tag=participation.tag or "-")


class RatingQuerySet(QuerySet):
    def given_by(self, participation):
        return self.filter(idea__brainstorm=participation.brainstorm_id, rater_tag=participation.tag or "-")
