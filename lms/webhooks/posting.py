"""Messages to channels of chat tools, by the incoming webhooks that these offer."""

import asyncio
import logging
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
from django.utils.translation import gettext as _

from lms.conf import lms_settings
from lms.exceptions import RuleError
from lms.jobs.queue import report_progress
from lms.notices.models import SentNotice
from lms.notices.sending import already_sent
from lms.webhooks.models import Webhook

logger = logging.getLogger(__name__)

TIMEOUT = 10  # seconds for the whole of a message, however slowly a server answers
LONGEST_TEXT = 2000
ZERO_WIDTH_SPACE = "\u200b"
#: What Mattermost's Markdown takes for markup. A backslash before it makes it a letter.
MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~])")


@dataclass(frozen=True)
class Message:
    """What a channel is told: a title, lines below it, and a link with its words. All plain text, taken literally."""

    title: str
    lines: tuple[str, ...] = ()
    url: str = ""
    link_text: str = ""


def build_payload(message, chat_tool):
    """Return the JSON-ready body in which `chat_tool` (a `Webhook.Format`) takes `message`."""
    return PAYLOADS[Webhook.Format(chat_tool)](message)


def slack_payload(message):
    """Slack's "mrkdwn": `<!channel>` and links begin with a sign that is escaped (docs.slack.dev, "Formatting")."""
    lines = [f"*{slack_text(message.title)}*", *map(slack_text, message.lines)]
    if message.url:
        lines.append(f"<{message.url}|{slack_text(message.link_text)}>")
    return {
        "text": slack_text(message.title),
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "\n".join(lines)[:LONGEST_TEXT]}}],
        "unfurl_links": False,
    }


def slack_text(text):
    return quiet(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def mattermost_payload(message):
    lines = [f"**{markdown_text(message.title)}**", *map(markdown_text, message.lines)]
    if message.url:
        lines.append(f"[{markdown_text(message.link_text)}]({message.url})")
    return {"text": "\n".join(lines)[:LONGEST_TEXT]}


def markdown_text(text):
    return quiet(MARKDOWN.sub(r"\\\1", text))


def quiet(text):
    """Return `text` in which no `@channel` calls anyone."""
    return text.replace("@", "@" + ZERO_WIDTH_SPACE)


def teams_payload(message):
    """An Adaptive Card, as Teams' workflow for incoming webhooks posts it. Its text runs know no markup."""

    def block(text, **style):
        run = {"type": "TextRun", "text": text[:LONGEST_TEXT], **style}
        return {"type": "RichTextBlock", "inlines": [run]}

    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [block(message.title, weight="Bolder", size="Medium"), *map(block, message.lines)],
    }
    if message.url:
        card["actions"] = [{"type": "Action.OpenUrl", "title": message.link_text, "url": message.url}]
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    return {"type": "message", "attachments": [attachment]}


PAYLOADS = {
    Webhook.Format.SLACK: slack_payload,
    Webhook.Format.MATTERMOST: mattermost_payload,
    Webhook.Format.TEAMS: teams_payload,
}


def check_address(url):
    """Raise RuleError unless `url` may be posted to: by https, or to a host of the firm's own that is named for it."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in lms_settings.WEBHOOK_HTTP_HOSTS):
        return
    raise RuleError(
        _("Use an address that starts with https://, or add its host to WEBHOOK_HTTP_HOSTS in the site's settings.")
    )


def post_message(webhook, message):
    """Post `message`. The address, a secret, stands in no error.

    Raises:
        RuleError: the channel was not told; the sentence says why.
    """
    check_address(webhook.url)
    try:
        status = asyncio.run(_post(webhook.url, build_payload(message, webhook.format)))
    except TimeoutError as error:
        raise RuleError(
            _("The chat tool did not answer within %(n)s seconds. Try again later.") % {"n": TIMEOUT}
        ) from error
    except (aiohttp.ClientError, UnicodeError) as error:
        raise RuleError(_("The chat tool could not be reached. Check the address.")) from error
    if not 200 <= status < 300:
        raise RuleError(
            _("The chat tool refused the message (HTTP %(status)s). Copy the address from the chat tool again.")
            % {"status": status}
        )


async def _post(url, payload):
    """Return the status of the answer; what it holds is not read."""
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    async with (
        aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
        session.post(url, json=payload, allow_redirects=False) as response,
    ):
        return response.status


def tell_channels(*, key, message):
    """Post `message` about the occasion `key` once to each active webhook. Returns how many were told now.

    A channel that cannot be told is logged and tried again by the next run; it holds up no one else.
    """
    webhooks = Webhook.objects.active()
    told = already_sent(channel_key(key, webhook) for webhook in webhooks)
    return sum(_tell(key, webhook, message) for webhook in webhooks if channel_key(key, webhook) not in told)


def channel_key(key, webhook):
    return f"{key}:webhook:{webhook.pk}"


def _tell(key, webhook, message):
    report_progress()
    claim, is_new = SentNotice.objects.get_or_create(
        key=channel_key(key, webhook), defaults={"subject": message.title[:250]}
    )
    if not is_new:
        return False
    try:
        post_message(webhook, message)
    except RuleError as error:
        claim.delete()
        logger.warning("Webhook %s was not told of %s: %s", webhook.name, key, error)
        return False
    except BaseException:
        claim.delete()
        raise
    return True
