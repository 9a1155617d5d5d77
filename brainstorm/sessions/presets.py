"""The six formats that come ready. They are made once, in the language of the site, and then belong to the firm.

Their defaults follow what practice says: write in silence and in parallel, a short second round with limited exposure,
every card is read, anonymous in collecting and named in committing, dots only narrow, consent fits pilots. The evidence
for each stands in docs/reference/formats/.
"""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Locale

from brainstorm.sessions.kinds import Kind


def phase(kind, *, minutes=None, label="", says="", script="", asked_kind="", is_anonymous=True):
    return {
        "kind": kind,
        "minutes": minutes,
        "label": label,
        "says": says,
        "script": script,
        "asked_kind": asked_kind,
        "is_anonymous": is_anonymous,
    }


DEFAULT = "nominal-group"
PRESETS = (
    {
        "slug": DEFAULT,
        "title": _("Silent brainwriting, then voting"),
        "summary": _("Nominal group technique: write alone, then read, group, vote and decide together. 5 to 500."),
        "evidence": _(
            "People who first write alone and in parallel bring more ideas, and more different ones, than people who "
            "talk: no one waits for a turn and no one is judged (Delbecq and Van de Ven 1971; Diehl and Stroebe 1987)."
        ),
        "vote_method": "dots",
        "phases": (
            phase("arrive"),
            phase("collect", minutes=8),
            phase("build", minutes=4),
            phase("discuss", minutes=12, is_anonymous=False),
            phase("group", minutes=6),
            phase("vote", minutes=4),
            phase("decide"),
            phase("closed"),
        ),
    },
    {
        "slug": "one-two-four-all",
        "title": _("1-2-4-All"),
        "summary": _("Alone, in pairs, in fours, then all together: quick, lively, for any number of people."),
        "evidence": _(
            "A liberating structure: each round filters what the one before brought, and everyone speaks within the "
            "first minutes (Lipmanowicz and McCandless 2014)."
        ),
        "vote_method": "dots",
        "phases": (
            phase("arrive"),
            phase("collect", minutes=2, label=_("1: alone")),
            phase(
                "collect",
                minutes=4,
                label=_("2: in pairs"),
                says=_("Compare with your neighbor. One of you writes down what you both find worth keeping."),
                script=_("Say: find one person beside you.\nSay: write down only what both of you stand behind."),
                is_anonymous=False,
            ),
            phase(
                "collect",
                minutes=6,
                label=_("4: in fours"),
                says=_("Two pairs meet. One of you writes the one or two ideas that stand out for all four."),
                script=_("Say: join another pair.\nSay: one or two ideas, no more. What stands out?"),
                is_anonymous=False,
            ),
            phase("discuss", minutes=10, label=_("All"), is_anonymous=False),
            phase("vote", minutes=3),
            phase("decide"),
            phase("closed"),
        ),
    },
    {
        "slug": "pain-cause-help",
        "title": _("Pain point, cause, help"),
        "summary": _("From what hurts to why, and on to what would help and who could change it. 5 to 60 people."),
        "evidence": _(
            "Complaints that stay complaints tire people out. Asking for the cause and then for help turns them into "
            "something a named person can do (in the line of Ishikawa’s cause analysis and solution-focused work)."
        ),
        "vote_method": "dots",
        "phases": (
            phase("arrive"),
            phase(
                "collect",
                minutes=6,
                label=_("Pain points"),
                says=_("What slows you down? One pain point at a time. No one else sees yours yet."),
                asked_kind=Kind.PAIN_POINT,
            ),
            phase(
                "discuss",
                minutes=10,
                label=_("Causes"),
                says=_("Why is it so? Write causes under the pain points you know from your own work."),
                script=_("Ask “why?” until the answer is something someone here can change.\nNo names, no blame."),
            ),
            phase("answer", minutes=10),
            phase("vote", minutes=4),
            phase("decide"),
            phase("closed"),
        ),
    },
    {
        "slug": "policy-clinic",
        "title": _("Policy clinic"),
        "summary": _("Which rule is in the way, how should it read, and who can consent to that? 4 to 30 people."),
        "evidence": _(
            "People accept rules they had a voice in, even where the decision goes against them (Lind and "
            "Tyler 1988, on procedural justice). A wording on the table is easier to judge than a complaint."
        ),
        "vote_method": "dots",
        "phases": (
            phase("arrive"),
            phase(
                "collect",
                minutes=8,
                label=_("Rules in the way"),
                says=_("Which rule keeps you from using it well, or is missing? No one else sees yours yet."),
                asked_kind=Kind.POLICY_CHANGE,
            ),
            phase("discuss", minutes=10, is_anonymous=False),
            phase("draft", minutes=15, is_anonymous=False),
            phase("consent", is_anonymous=False),
            phase("closed"),
        ),
    },
    {
        "slug": "stakeholder-negotiation",
        "title": _("Stakeholder negotiation"),
        "summary": _("For ideas that cost some and help others: weigh who wins and loses, then negotiate. 6 to 40."),
        "evidence": _(
            "Negotiations that name interests and conditions instead of positions find terms that both sides prefer "
            "(Fisher and Ury 1981); naming who is absent keeps costs from being moved onto them."
        ),
        "vote_method": "score",
        "phases": (
            phase("arrive"),
            phase("collect", minutes=8),
            phase("discuss", minutes=10, is_anonymous=False),
            phase("vote", minutes=4),
            phase("rate", minutes=6),
            phase("compare", minutes=10, is_anonymous=False),
            phase("weigh", minutes=15, is_anonymous=False),
            phase("negotiate", minutes=20, is_anonymous=False),
            phase("decide"),
            phase("closed"),
        ),
    },
    {
        "slug": "consent-round",
        "title": _("Consent round"),
        "summary": _("For small groups: everyone writes alone, then the group decides idea by idea. 3 to 15 people."),
        "evidence": _(
            "“Good enough for now, safe enough to try” is a lower bar than agreement and a higher one than silence; it "
            "fits trials that end on a known day (sociocracy; Rau and Koch-Gonzalez 2018)."
        ),
        "vote_method": "dots",
        "phases": (
            phase("arrive"),
            phase("collect", minutes=6),
            phase("discuss", minutes=10, is_anonymous=False),
            phase("consent", is_anonymous=False),
            phase("closed"),
        ),
    },
)


def make_presets(format_model):
    """Make the formats that come ready, where there is no format at all: what the firm deletes stays deleted."""
    if format_model.objects.exists():
        return
    # Wagtail's migrations made it, but `flush` takes it away before it calls for the presets again.
    language = get_supported_content_language_variant(settings.LANGUAGE_CODE)
    locale, _is_new = Locale.objects.get_or_create(language_code=language)
    for preset in PRESETS:
        fields = {name: str(value) for name, value in preset.items() if name != "phases"}
        made = format_model(locale=locale, **fields)
        for order, each in enumerate(preset["phases"]):
            words = {name: str(value) for name, value in each.items() if name not in ("minutes", "is_anonymous")}
            made.phases.add(
                made.phases.model(
                    sort_order=order,
                    minutes=each["minutes"],
                    is_anonymous=each["is_anonymous"],
                    **words,
                )
            )
        made.save()
