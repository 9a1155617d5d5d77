from dataclasses import dataclass
from datetime import datetime

from wagtail import hooks

from lms.days import site_day, write_date


@dataclass(frozen=True)
class Requirement:
    """One thing that a course asks, and where one learner stands with it.

    label: what to do ("Pass the quiz “First posts”"); `url`: where to do it, or "".
    evidence: by what it was met, or what is known so far ("6 of 8 right on 3 May"), or "".
    met_at: when it was met, None while it is not.
    """

    key: str
    label: str
    url: str = ""
    is_met: bool = False
    evidence: str = ""
    met_at: datetime | None = None

    @property
    def has_evidence(self):
        return bool(self.evidence)

    @property
    def dated_evidence(self):
        """Return the evidence with the day on which it met the requirement."""
        if not self.evidence or not self.met_at:
            return self.evidence
        return f"{self.evidence}, {write_date(site_day(self.met_at))}"


class RequirementSource:
    """A kind of requirement. `key` is stored with courses and never changes; `label` is read by trainers.

    `is_always_asked` marks what every course asks, whether or not its trainer ticks it.
    """

    key = ""
    label = ""
    is_always_asked = False

    def evaluate(self, *, course, learner, enrollment):
        """Return the list of `Requirement` of `course` for `learner` in a constant number of queries.

        `enrollment` is None for someone who has not enrolled: then nothing is met, and nothing may fail.
        """
        raise NotImplementedError

    def evaluate_in(self, progress):
        """Return the same from a `LearnerProgress`, which holds the facts already. Sources may override it."""
        return self.evaluate(course=progress.course, learner=progress.learner, enrollment=progress.enrollment)


def requirement_sources():
    """Return {key: source} of all registered sources, in the order of registration."""
    sources = [register() for register in hooks.get_hooks("register_completion_requirements")]
    return {source.key: source for source in sources}


def requirement_choices():
    """Return what a trainer may tick, as choices of a form field."""
    return [(key, source.label) for key, source in requirement_sources().items() if not source.is_always_asked]
