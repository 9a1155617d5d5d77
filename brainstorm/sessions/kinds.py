"""The kinds of idea, each with the opening words that make the first sentence easier to write."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    USE_CASE = "use_case", _("Use case")
    PAIN_POINT = "pain_point", _("Pain point")
    SYSTEM_LINK = "system_link", _("System link")
    POLICY_CHANGE = "policy_change", _("Policy change")
    SUPPORT_NEED = "support_need", _("Support need")

    @property
    def stem(self):
        """The opening words a participant sees beside this kind."""
        return STEMS[self]

    @property
    def icon(self):
        return LOOKS[self][0]

    @property
    def tone(self):
        """The tone of the status that is written for this kind, the same as in `brainstorm.css`."""
        return LOOKS[self][1]


STEMS = {
    Kind.USE_CASE: _("We could use it to…"),
    Kind.PAIN_POINT: _("It slows me down that… It would help if…"),
    Kind.SYSTEM_LINK: _("It should be connected to…, so that…"),
    Kind.POLICY_CHANGE: _("Our rule about… should say…, because…"),
    Kind.SUPPORT_NEED: _("To do this well I need…"),
}

#: {kind: (icon, tone)}
LOOKS = {
    Kind.USE_CASE: ("lightbulb", "success"),
    Kind.PAIN_POINT: ("bandaid", "danger"),
    Kind.SYSTEM_LINK: ("diagram-3", "info"),
    Kind.POLICY_CHANGE: ("file-earmark-text", "reason"),
    Kind.SUPPORT_NEED: ("life-preserver", "warning"),
}
