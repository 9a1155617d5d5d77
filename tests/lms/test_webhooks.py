"""Messages to chat tools, taken by a real HTTP server."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import reverse

from lms.exceptions import RuleError
from lms.models import SentNotice, Webhook
from lms.webhooks.posting import Message, check_address, post_message, tell_channels
from tests.factories.users import AdminFactory, TrainerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

EVIL = "<!channel> @channel [x](http://evil.example) *b* & <b>"
MESSAGE = Message(title=EVIL, lines=("Tomorrow", EVIL), url="https://learn.example/1/", link_text="Open")
QUIET = "@\u200bchannel"


class ChatTool:
    """An incoming webhook that keeps what it is sent and answers with `status`."""

    def __init__(self):
        self.received, self.status = [], 200
        tool = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                tool.received.append((self.path, self.headers["Content-Type"], json.loads(body)))
                self.send_response(tool.status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *args):
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/services/secret-x3Fz"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def chat_tool(settings):
    settings.LMS = {"TASK_BACKEND": "lms", "WEBHOOK_HTTP_HOSTS": ["127.0.0.1"]}
    tool = ChatTool()
    yield tool
    tool.close()


def webhook_to(chat_tool, **facts):
    return Webhook.objects.create(**{"name": "#learning", "url": chat_tool.url, **facts})


def payload_for(chat_tool, chat_format):
    post_message(webhook_to(chat_tool, format=chat_format), MESSAGE)
    [(path, content_type, payload)] = chat_tool.received
    assert (path, content_type) == ("/services/secret-x3Fz", "application/json")
    return payload


@pytest.mark.row("C5")
def test_slack_takes_escaped_text_that_calls_nobody(chat_tool):
    escaped = f"&lt;!channel&gt; {QUIET} [x](http://evil.example) *b* &amp; &lt;b&gt;"
    assert payload_for(chat_tool, "slack") == {
        "text": escaped,
        "blocks": [
            {
                "type": "section",
                "text": {
                    "type": "mrkdwn",
                    "text": f"*{escaped}*\nTomorrow\n{escaped}\n<https://learn.example/1/|Open>",
                },
            }
        ],
        "unfurl_links": False,
    }


@pytest.mark.row("C5")
def test_mattermost_takes_markdown_that_calls_nobody(chat_tool):
    escaped = rf"\<\!channel\> {QUIET} \[x\]\(http://evil\.example\) \*b\* & \<b\>"
    assert payload_for(chat_tool, "mattermost") == {
        "text": f"**{escaped}**\nTomorrow\n{escaped}\n[Open](https://learn.example/1/)"
    }


@pytest.mark.row("C5")
def test_teams_takes_a_card_of_plain_text(chat_tool):
    [attachment] = payload_for(chat_tool, "teams")["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert [block["inlines"][0]["text"] for block in card["body"]] == [EVIL, "Tomorrow", EVIL]
    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}
    assert card["actions"] == [{"type": "Action.OpenUrl", "title": "Open", "url": "https://learn.example/1/"}]


def test_channels_are_told_once_and_one_that_fails_again_later(chat_tool, caplog):
    webhook_to(chat_tool)
    webhook_to(chat_tool, name="#off", is_active=False)
    Webhook.objects.create(name="#nowhere", url="http://127.0.0.1:1/secret")
    assert tell_channels(key="class-open:1", message=MESSAGE) == 1
    assert len(chat_tool.received) == 1
    assert "secret" not in caplog.text
    assert "#nowhere was not told" in caplog.text
    Webhook.objects.filter(name="#nowhere").update(url=chat_tool.url)
    assert tell_channels(key="class-open:1", message=MESSAGE) == 1
    assert tell_channels(key="class-open:1", message=MESSAGE) == 0
    assert SentNotice.objects.count() == 2


def test_refusals_and_redirects_are_told_in_a_sentence(chat_tool):
    webhook = webhook_to(chat_tool)
    for chat_tool.status in (302, 404, 500):
        with pytest.raises(RuleError, match=rf"refused the message \(HTTP {chat_tool.status}\)"):
            post_message(webhook, MESSAGE)
    assert {path for path, _type, _payload in chat_tool.received} == {"/services/secret-x3Fz"}


@pytest.mark.parametrize("url", ["http://chat.example/x", "http://169.254.169.254/", "ftp://127.0.0.1/x"])
def test_plain_http_goes_to_named_hosts_only(chat_tool, url):
    with pytest.raises(RuleError, match="starts with https://"):
        check_address(url)
    check_address("https://chat.example/x")


def test_administrators_try_a_webhook_and_never_see_its_address_again(client, chat_tool):
    client.force_login(AdminFactory())
    form = {"name": "#learning", "format": "slack", "url": chat_tool.url, "is_active": "on"}
    client.post(reverse("lms_webhooks:add"), form)
    webhook = Webhook.objects.get()
    for name in ("index", "edit", "test", "history", "delete"):
        page = client.get(reverse(f"lms_webhooks:{name}", args=[] if name == "index" else [webhook.pk]))
        assert page.status_code == 200
        assert "secret" not in page.content.decode()
    client.post(reverse("lms_webhooks:edit", args=[webhook.pk]), form | {"name": "#all", "url": ""})
    webhook.refresh_from_db()
    assert (webhook.name, webhook.url) == ("#all", chat_tool.url)

    page = client.post(reverse("lms_webhooks:test", args=[webhook.pk]), follow=True)
    assert "The chat tool accepted the message." in page.content.decode()
    assert "Fledge can post in this channel" in chat_tool.received[0][2]["text"]
    chat_tool.status = 404
    page = client.post(reverse("lms_webhooks:test", args=[webhook.pk]), follow=True)
    assert "The chat tool refused the message (HTTP 404)." in page.content.decode()


def test_address_by_plain_http_is_refused_in_the_form(client):
    client.force_login(AdminFactory())
    form = {"name": "#learning", "format": "slack", "url": "http://chat.example/x", "is_active": "on"}
    page = client.post(reverse("lms_webhooks:add"), form)
    assert "Use an address that starts with https://" in page.content.decode()
    assert not Webhook.objects.exists()


def test_trainers_get_no_webhooks(client):
    client.force_login(TrainerFactory())
    for name in ("index", "add"):
        assert client.get(reverse(f"lms_webhooks:{name}")).status_code == 302
