"""A brainstorm read from a file. `brainstorm.transfer.actions.import_brainstorm` runs it in one transaction.

No one in a file gets an account here: whom it names becomes a name without one, so that a file never puts words into
the mouth of someone of this site. Ideas have no tags, so no one finds them as their own.
"""

import secrets
import uuid
from collections import Counter
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from brainstorm import models
from brainstorm.sessions.models.brainstorms import TAG_LENGTH
from brainstorm.sessions.phases import CLOSED, KINDS, Right
from brainstorm.transfer import entries
from brainstorm.transfer.entries import BrainstormFileError
from courses.models import CoursePage, Guideline, LessonPage, ScheduledClass

MOST_PEOPLE = 5000
MOST_ADOPTIONS = 100_000
#: Fields by which rows hang together; they are set, never read from a file as they are.
LINKS = (
    *("brainstorm", "idea", "author", "group", "merged_into", "lesson", "proposal", "stakeholder", "changed_by"),
    *("system", "guideline", "added_by", "decided_by", "settled_by", "participation", "decision", "owner", "format"),
    *("scheduled_class", "course", "point", "objection", "kept", "absorbed", "pilot"),
)


@dataclass
class ImportReport:
    """What an import makes, and what someone should know of it. made: {"ideas": how many, ...}."""

    title: str = ""
    phase: str = ""
    brainstorm: models.Brainstorm | None = None
    made: dict = field(default_factory=Counter)
    notes: list = field(default_factory=list)


class Importer:
    """Makes a brainstorm of what a file holds, a `FileEntry`."""

    def __init__(self, data):
        self.data, self.report = data, ImportReport()
        self.head = entries.FileEntry(data.take("brainstorm", dict), "brainstorm")

    def run(self):
        """Make everything and return the `ImportReport`.

        Raises:
            BrainstormFileError: something in the file is missing or wrong.
        """
        self.brainstorm = self.make_brainstorm()
        self.people = self.make_people()
        self.groups = [
            self._make(models.IdeaGroup, "groups", "groups", brainstorm=self.brainstorm, title=title, order=place)
            for place, title in enumerate(self.data.texts("groups"), start=1)
        ]
        self.make_ideas()
        self._each("proposals", models.Proposal, entries.PROPOSAL, self._proposal_links)
        self.make_points()
        self._each("systems", models.SystemLink, entries.SYSTEM, self._system_links)
        self._each("wordings", models.PolicyChange, entries.WORDING, self._wording_links)
        self.make_stakeholders()
        self.objections = self._each("objections", models.Objection, entries.OBJECTION, self._objection_links)
        self._each("stances", models.Stance, entries.STANCE, self._stance_links)
        self.make_ballots()
        self._each("ratings", models.Rating, {"impact": int, "effort": int}, self._rating_links)
        self.make_outcomes()
        return self.report

    # --- The event ---------------------------------------------------------------------------------------------------

    def make_brainstorm(self):
        values = self.head.fields(entries.BRAINSTORM)
        plan = [(entry, entry.fields(entries.PHASE)) for entry in self.data.each("plan")]
        step = values["step"]
        if not 0 <= step < len(plan) or plan[step][1]["kind"] not in KINDS:
            raise entries.damaged("brainstorm.step")
        kind = KINDS[plan[step][1]["kind"]]
        if not kind.allows(Right.READ) or (kind is CLOSED) != (values["closed_at"] is not None):
            raise entries.damaged("brainstorm.step")
        if values["sealed_at"] and not values["closed_at"]:
            raise entries.damaged("brainstorm.sealed_at")
        course, scheduled_class = self._course_and_class()
        created_at = values.pop("created_at")
        self._note_a_twin(values["title"], created_at)
        brainstorm = models.Brainstorm(
            phase=kind.key, format=self._format(), course=course, scheduled_class=scheduled_class, **values
        )
        self._check(brainstorm, "brainstorm")
        brainstorm.save()
        models.Brainstorm.objects.filter(pk=brainstorm.pk).update(created_at=created_at)
        brainstorm.created_at = created_at
        if not brainstorm.sealed_at:
            models.BrainstormSecret.objects.create(brainstorm=brainstorm)
        for place, (entry, phase) in enumerate(plan):
            row = models.BrainstormPhase(brainstorm=brainstorm, sort_order=place, **phase)
            self._check(row, entry.place)
            row.save()
        self.report.title, self.report.phase = brainstorm.title, str(kind.label)
        self.report.brainstorm = brainstorm
        return brainstorm

    def _note_a_twin(self, title, created_at):
        if models.Brainstorm.objects.filter(title=title, created_at=created_at).exists():
            self.report.notes.append(
                _(
                    "This brainstorm already exists here. The import will create a second one, which is counted "
                    "separately."
                )
            )

    def _format(self):
        slug = self.head.take("format", str | None)
        found = models.BrainstormFormat.objects.filter(slug=slug).first() if slug else None
        if slug and not found:
            note = _("There is no format “%(slug)s” here. The phases are imported from the file anyway.")
            self.report.notes.append(note % {"slug": slug})
        return found

    def _course_and_class(self):
        """Return the course of this address and its class of this start, each None where there is none here."""
        named, course, scheduled_class = self.head.take("course", dict | None), None, None
        if named is not None:
            entry = entries.FileEntry(named, "brainstorm.course")
            course = CoursePage.objects.filter(slug=entry.take("slug", str)).order_by("pk").first()
            if course is None:
                note = _("The course “%(title)s” does not exist here, so the brainstorm will have no course.")
                self.report.notes.append(note % {"title": entry.take("title", str)})
        named = self.head.take("class", dict | None)
        if named is not None:
            entry = entries.FileEntry(named, "brainstorm.class")
            starts_at = entry.take("starts_at", entries.datetime)
            classes = ScheduledClass.objects.filter(course=course, meetings__starts_at=starts_at) if course else []
            scheduled_class = next(iter(classes), None)
            if scheduled_class is None:
                note = _("The class “%(title)s” does not exist here, so the brainstorm will have no class.")
                self.report.notes.append(note % {"title": entry.take("title", str)})
        return course, scheduled_class

    def make_people(self):
        """Make someone without an account for each name, and for those who took part and are not named."""
        named, count = self.data.each("people"), self.head.take("people", int)
        if not len(named) <= count <= MOST_PEOPLE:
            raise entries.damaged("brainstorm.people")
        people = [
            models.Participation(
                brainstorm=self.brainstorm,
                guest_name=entry.take("name", str),
                # No one holds the key of which this is the hash: it only keeps that this was a guest there, too.
                guest_key_hash=secrets.token_hex(32) if entry.take("is_guest", bool) else "",
            )
            for entry in named
        ]
        for entry, person in zip(named, people, strict=True):
            self._check(person, entry.place)
        people += [
            models.Participation(brainstorm=self.brainstorm, guest_name=_("Participant %(n)s") % {"n": place})
            for place in range(len(named) + 1, count + 1)
        ]
        for person in people:
            person.save()
        self.report.made["people"] += count
        return people[: len(named)]

    # --- Ideas -------------------------------------------------------------------------------------------------------

    def make_ideas(self):
        rows = self.data.each("ideas")
        self.ideas = {}
        for entry in rows:
            idea = self._idea(entry)
            if idea.number in self.ideas or idea.number < 1:
                raise entries.damaged(f"{entry.place}.number")
            self.ideas[idea.number] = idea
        into = {
            idea.number: entry.one_of("merged_into", self.ideas)
            for entry, idea in zip(rows, self.ideas.values(), strict=True)
        }
        self._check_lineage(into, rows)
        for idea in self.ideas.values():
            idea.save()
        for number, kept in into.items():
            if kept:
                models.Idea.objects.filter(pk=self.ideas[number].pk).update(merged_into=kept)
        models.Idea.objects.filter(brainstorm=self.brainstorm).update(created_at=self.brainstorm.created_at)
        for entry, idea in zip(rows, self.ideas.values(), strict=True):
            numbers = entry.take("addresses", list)
            if not all(type(number) is int and number in self.ideas for number in numbers):
                raise entries.damaged(f"{entry.place}.addresses")
            idea.addresses.set([self.ideas[number] for number in numbers])
        for entry in self.data.each("merges"):
            merge = models.IdeaMerge(
                kept=entry.needed("kept", self.ideas),
                absorbed=entry.needed("absorbed", self.ideas),
                undone_at=self.brainstorm.created_at if entry.take("is_undone", bool) else None,
            )
            merge.save()

    def _idea(self, entry):
        opened_at = self.brainstorm.created_at if entry.take("is_opened", bool) else None
        return self._build(
            models.Idea,
            entry.place,
            brainstorm=self.brainstorm,
            author=entry.one_of("author", self.people),
            group=entry.one_of("group", self.groups),
            lesson=self._lesson(entry.take("lesson", str | None)),
            submission_key=uuid.uuid4(),
            first_opened_at=opened_at,
            counted="ideas",
            **entry.fields(entries.IDEA),
        )

    @staticmethod
    def _check_lineage(into, rows):
        """Merged ideas lead to one that stands: in a circle they would be nowhere.

        into: {number: the idea kept}, in the order of the entries `rows`.
        """
        for entry, start in zip(rows, into, strict=True):
            seen, kept = {start}, into[start]
            while kept:
                if kept.number in seen:
                    raise entries.damaged(f"{entry.place}.merged_into")
                seen.add(kept.number)
                kept = into[kept.number]

    def _lesson(self, address):
        if address is None:
            return None
        course_slug, _slash, slug = address.partition("/")
        for lesson in LessonPage.objects.filter(slug=slug).order_by("pk"):
            if lesson.get_parent().slug == course_slug:
                return lesson
        self.report.notes.append(
            _("The lesson “%(address)s” does not exist here, so its ideas will not refer to it.") % {"address": address}
        )
        return None

    def _proposal_links(self, entry):
        return {"idea": entry.needed("idea", self.ideas), "author": entry.one_of("author", self.people)}

    def _proposal_of(self, entry, *, is_needed=True):
        """Return the idea of `entry` and the version it names."""
        idea = entry.needed("idea", self.ideas)
        versions = {each.version: each for each in idea.proposals.all()}
        return idea, (entry.needed if is_needed else entry.one_of)("proposal", versions)

    def make_points(self):
        """Make the points, and let as many unknown people share each as did."""
        adoptions = []
        for entry in self.data.each("points"):
            idea, proposal = self._proposal_of(entry, is_needed=False)
            links = {"idea": idea, "proposal": proposal, "author": entry.one_of("author", self.people)}
            point = self._make(
                models.Point, entry.place, "points", submission_key=uuid.uuid4(), **links, **entry.fields(entries.POINT)
            )
            count = entry.take("adopted", int)
            if not 0 <= count <= MOST_PEOPLE or len(adoptions) + count > MOST_ADOPTIONS:
                raise entries.damaged(f"{entry.place}.adopted")
            adoptions += [models.PointAdoption(point=point, adopter_tag=new_tag()) for _one in range(count)]
        models.PointAdoption.objects.bulk_create(adoptions, batch_size=500)

    def _system_links(self, entry):
        name = entry.take("system", str)
        system = models.EnterpriseSystem.objects.filter(name=name).first()
        if system is None:
            system = models.EnterpriseSystem(name=name)
            self._check(system, f"{entry.place}.system")
            system.save()
            self.report.notes.append(_("“%(name)s” will be added to the register of systems.") % {"name": name})
        return {"idea": entry.needed("idea", self.ideas), "system": system}

    def _wording_links(self, entry):
        guideline = Guideline.objects.filter(slug=entry.take("guideline", str)).first()
        if guideline is None:
            note = _("The guideline “%(title)s” does not exist here, so wordings for it are left out.")
            self.report.notes.append(note % {"title": entry.take("title", str)})
            return None
        added_by = entry.one_of("added_by", self.people)
        return {"idea": entry.needed("idea", self.ideas), "guideline": guideline, "added_by": added_by}

    def make_stakeholders(self):
        self.stakeholders = []
        for place, entry in enumerate(self.data.each("stakeholders"), start=1):
            links = {"brainstorm": self.brainstorm, "order": place}
            self.stakeholders.append(
                self._make(
                    models.Stakeholder, entry.place, "stakeholders", **links, **entry.fields(entries.STAKEHOLDER)
                )
            )
        self._each("impacts", models.StakeholderImpact, entries.IMPACT, self._impact_links)

    def _impact_links(self, entry):
        return {
            "idea": entry.needed("idea", self.ideas),
            "stakeholder": entry.needed("stakeholder", self.stakeholders),
            "changed_by": entry.one_of("changed_by", self.people),
        }

    def _objection_links(self, entry):
        _idea, proposal = self._proposal_of(entry)
        author = entry.one_of("author", self.people)
        return {"proposal": proposal, "author": author, "submission_key": uuid.uuid4()}

    def _stance_links(self, entry):
        _idea, proposal = self._proposal_of(entry)
        return {"proposal": proposal, "participation": entry.needed("person", self.people)}

    # --- What people chose, and what came of it ----------------------------------------------------------------------

    def make_ballots(self):
        ballots, rows = self.data.take("ballots", list), []
        for place, ballot in enumerate(ballots):
            where, tag = f"ballots[{place}]", new_tag()
            if not isinstance(ballot, list):
                raise entries.damaged(where)
            for pair in ballot:
                is_pair = isinstance(pair, list) and len(pair) == 2 and all(type(each) is int for each in pair)
                idea = self.ideas.get(pair[0]) if is_pair else None
                if idea is None or not idea.is_on_ballot:
                    raise entries.damaged(where)
                rows.append(self._build(models.Vote, where, idea=idea, voter_tag=tag, value=pair[1]))
        models.Vote.objects.bulk_create(rows, batch_size=500)
        self.report.made["ballots"] += len(ballots)

    def _rating_links(self, entry):
        return {"idea": entry.needed("idea", self.ideas), "rater_tag": new_tag()}

    def make_outcomes(self):
        decisions = {}
        for entry in self.data.each("decisions"):
            idea, proposal = self._proposal_of(entry, is_needed=False)
            links = {"idea": idea, "proposal": proposal, "decided_by_name": entry.take("decided_by", str)}
            decisions[idea.number] = self._make(
                models.Decision, entry.place, "decisions", **links, **entry.fields(entries.DECISION)
            )
        for entry in self.data.each("pilots"):
            links = {"decision": entry.needed("idea", decisions), "owner_name": entry.take("owner", str)}
            pilot = self._make(models.Pilot, entry.place, "pilots", **links, **entry.fields(entries.PILOT))
            for term in entry.each("terms"):
                objection = term.one_of("objection", self.objections)
                text = term.take("text", str)
                self._make(models.PilotTerm, term.place, "", pilot=pilot, text=text, objection=objection)

    # --- Rows --------------------------------------------------------------------------------------------------------

    def _each(self, name, model, kinds, links):
        """Make a row of each entry of the list `name`. links: returns its links, None for a row to leave out."""
        made = []
        for entry in self.data.each(name):
            found = links(entry)
            if found is None:
                continue
            made.append(self._make(model, entry.place, name, **found, **entry.fields(kinds)))
        return made

    def _make(self, model, place, counted, **values):
        row = self._build(model, place, counted=counted, **values)
        row.save()
        return row

    def _build(self, model, place, counted="", **values):
        row = model(**values)
        self._check(row, place)
        if counted:
            self.report.made[counted] += 1
        return row

    @staticmethod
    def _check(row, place):
        fields = [each for each in row._meta.concrete_fields if each.name not in LINKS]
        for each in fields:
            value = getattr(row, each.name)
            is_known = not each.choices or value in dict(each.flatchoices) or (each.blank and value == "")
            if not (each.editable or is_known):  # of what no form fills in, Django looks at no choices
                raise entries.damaged(f"{place}.{each.name}")
        try:
            row.clean_fields(exclude=[each.name for each in row._meta.concrete_fields if each.name in LINKS])
        except ValidationError as error:
            name, messages = next(iter(error.message_dict.items()))
            raise BrainstormFileError(
                _("The file is damaged: “%(place)s”: %(error)s") % {"place": f"{place}.{name}", "error": messages[0]}
            ) from error


def new_tag():
    """Return a tag that no key has ever made: it keeps votes of one ballot together and leads nowhere."""
    return secrets.token_hex(TAG_LENGTH // 2)
