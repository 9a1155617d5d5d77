"""A `Record` as minutes in Markdown: decisions, pilots, ideas by group, and what else was said."""

import re

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brainstorm.decisions.models import Decision
from lms.days import write_date

#: What Markdown reads as a mark within a line, and what it reads so at the beginning of one.
MARKS = re.compile(r"([\\`*_\[\]<>#|~&!])")
BEGINNINGS = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")


def plain(text):
    """Return `text` on one line, so that none of it is read as Markdown."""
    line = MARKS.sub(r"\\\1", " ".join(str(text).split()))
    found = BEGINNINGS.match(line)
    if not found:
        return line
    mark = found[2]
    return f"{mark}\\{line[len(mark) :]}" if mark.isdigit() else f"\\{line}"


def _day(moment):
    return write_date(localtime(moment)) if hasattr(moment, "hour") else write_date(moment)


def minutes_of(record):
    """Return the minutes as a text."""
    blocks = (_head, _decisions, _pilots, _ideas, _votes, _ratings, _negotiation, _touched)
    return "\n".join(line for block in blocks for line in block(record)).rstrip() + "\n"


def _head(record):
    yield f"# {plain(record.title)}"
    yield ""
    yield f"> {plain(record.question)}"
    yield ""
    if record.origin:
        yield f"- {_('Class or course')}: {plain(record.origin)}"
    yield f"- {_('Began')}: {_day(record.began_at)}"
    yield f"- {_('Closed')}: {_day(record.closed_at) if record.closed_at else _('not yet')}"
    yield f"- {_('Went through')}: {', '.join(map(plain, record.steps))}"
    yield f"- {', '.join(f'{number} {label}' for number, label in record.story)}"
    if record.left_out:
        yield f"- {_('Not in these minutes')}: {'; '.join(record.left_out)}"
    if record.is_sealed:
        yield f"- {_('Sealed: no one can tell anymore who wrote the unsigned ideas.')}"
    yield ""


def _decisions(record):
    if not record.decisions:
        return
    yield f"## {_('Decisions')}"
    yield ""
    for outcome, ideas in record.decisions:
        yield f"### {outcome.label}"
        yield ""
        for idea in ideas:
            yield from _decision(idea)
        yield ""


def _decision(idea):
    decision = idea.decision
    yield f"- **{idea.number}** {plain(idea.text)}"
    yield f"  - {_('Reason')}: {plain(decision['reason'])}"
    if decision["proposal"]:
        yield f"  - {_('Proposal')}: {plain(idea.proposal)}"
    if decision["rule"]:
        yield f"  - {_('How it was decided')}: {Decision.Rule(decision['rule']).label}"
    for label, key in ((_("Result"), "tally"), (_("Objections"), "objections"), (_("Decided by"), "decided_by")):
        if decision[key]:
            yield f"  - {label}: {plain(decision[key])}"
    if idea.review_on:
        yield f"  - {_('Look at it again on')}: {_day(idea.review_on)}"


def _pilots(record):
    if not record.pilots:
        return
    yield f"## {_('Pilots')}"
    yield ""
    for pilot in record.pilots:
        data = pilot.data
        yield f"### {_('Idea %(n)s') % {'n': pilot.idea.number}}: {plain(data['hypothesis'])}"
        yield ""
        yield f"- {_('Owner')}: {plain(data['owner'] or '–')}"
        yield f"- {_('From %(start)s to %(due)s') % {'start': _day(pilot.starts_on), 'due': _day(pilot.due_on)}}"
        yield f"- {_('How we notice')}: {plain(data['measure'])} ({_('at the start')}: {plain(data['baseline'])})"
        if data["stop_rule"]:
            yield f"- {_('When we stop early')}: {plain(data['stop_rule'])}"
        for term in data["terms"]:
            yield f"- {_('Term')}: {plain(term['text'])}"
        if pilot.result:
            now = _("now %(value)s") % {"value": plain(data["measured"])}
            yield f"- {_('Result')}: **{pilot.result}** ({now}). {plain(data['learned'])}"
        yield ""


def _ideas(record):
    yield f"## {_('Ideas')}"
    yield ""
    if not record.ideas:
        yield _("No one wrote an idea.")
        yield ""
    for title, ideas in record.sections:
        if len(record.sections) > 1 or title:
            yield f"### {plain(title) if title else _('Without a group')}"
            yield ""
        for idea in ideas:
            by = f" — {plain(idea.author)}" if idea.author else ""
            yield f"- **{idea.number}** [{idea.kind.label}] {plain(idea.text)}{by}"
            for wording in idea.wordings:
                yield f"  - {_('also')}: {plain(wording)}"
            for heading, points in idea.points:
                for text, shared in points:
                    also = ngettext(" (%(n)s more sees it so)", " (%(n)s more see it so)", shared) % {"n": shared}
                    yield f"  - {heading}: {plain(text)}{also if shared else ''}"
        yield ""


def _votes(record):
    if not record.results:
        return
    yield f"## {_('Result of the vote')}"
    yield ""
    yield ngettext("%(n)s person voted.", "%(n)s people voted.", record.voters) % {"n": record.voters}
    yield ""
    yield f"| {_('Idea')} | {' | '.join(record.rules)} |"
    yield f"|---|{'---:|' * len(record.rules)}"
    for row in record.vote_rows:
        yield f"| {row.idea.number} | {' | '.join(f'{float(cell.points):g} ({cell.place})' for cell in row.cells)} |"
    yield ""


def _ratings(record):
    if not record.rated:
        return
    yield f"## {_('Impact and effort')}"
    yield ""
    yield f"| {_('Idea')} | {_('Impact (mean)')} | {_('Effort (mean)')} | {_('Disagreement')} |"
    yield "|---|---:|---:|---:|"
    for idea in record.rated:
        spread = idea.spread
        yield f"| {idea.number} | {spread.impact:.1f} | {spread.effort:.1f} | {spread.disagreement:.1f} |"
    yield ""


def _negotiation(record):
    if record.proposals:
        yield f"## {_('What is on the table')}"
        yield ""
        for row in record.proposals:
            idea, version = _("Idea %(n)s") % {"n": row["idea"]}, _("version %(n)s") % {"n": row["version"]}
            yield f"- {idea}, {version}: {plain(row['text'])}"
            for position, names in row["positions"]:
                yield f"  - “{position}”: {', '.join(map(plain, names))}"
        yield ""
    if record.objections:
        yield f"## {_('Objections and conditions')}"
        yield ""
        for row in record.objections:
            idea, author = _("Idea %(n)s") % {"n": row["idea"]}, plain(row["author"] or _("Someone"))
            yield f"- {idea}, {author}: {plain(row['reason'])} ({row['state']})"
            if row["condition"]:
                yield f"  - {_('I consent if')}: {plain(row['condition'])}"
            if row["answer"]:
                yield f"  - {_('Answer')}: {plain(row['answer'])}"
        yield ""


def _touched(record):
    if record.stakeholders:
        yield f"## {_('Who is affected')}"
        yield ""
        for row in record.stakeholders:
            where = "" if row["is_present"] else f", {_('not in the room')}"
            yield f"- {plain(row['name'])}: {row['net']}{where}"
        yield ""
    if record.systems:
        yield f"## {_('Systems it touches')}"
        yield ""
        for row in record.systems:
            what = f": {plain(row['data'])}" if row["data"] else ""
            yield f"- {_('Idea %(n)s') % {'n': row['idea']}}, {plain(row['system'])}, {row['flow']}{what}"
        yield ""
    if record.wordings:
        yield f"## {_('Wordings for guidelines')}"
        yield ""
        for row in record.wordings:
            clause, wording = (plain(row[side] or "–") for side in ("clause", "wording"))
            yield f"- {plain(row['title'])} ({row['state']}): {clause} → {wording}"
        yield ""
