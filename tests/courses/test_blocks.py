import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail import blocks, hooks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.fields import StreamField

from courses.catalog.blocks import (
    REMOTE_MENTION,
    ExamplePostBlock,
    GuidelineBlock,
    PersonalBlock,
    QuizBlock,
    count_characters,
)
from courses.catalog.fields import LessonBody
from courses.models import LessonPage, SocialTool
from lms.pages.blocks import DownloadBlock, FigureBlock, VideoBlock
from tests.factories.courses import SocialToolFactory
from tests.factories.files import DocumentFactory, ImageFactory

MASTODON = SocialTool(name="Mastodon", character_limit=500, url_length=23)
PLAIN = SocialTool(name="Chat", character_limit=20, url_length=0)
LONG_LINK = "https://firm.example/a/very/long/address/that/goes/on?and=on"


@pytest.mark.parametrize(
    ("text", "tool", "count"),
    [
        ("", MASTODON, 0),
        ("Hello", MASTODON, 5),
        ("Grüße 👋", MASTODON, 7),
        (LONG_LINK, MASTODON, 23),
        ("https://a.de", MASTODON, 23),
        (f"See {LONG_LINK} and http://a.de", MASTODON, 4 + 23 + 5 + 23),
        (f"See {LONG_LINK}", PLAIN, 4 + len(LONG_LINK)),
        (f"See {LONG_LINK}", None, 4 + len(LONG_LINK)),
        ("@odile", MASTODON, 6),
        ("@odile@social.example", MASTODON, 6),
        ("Thanks @odile@social.example!", MASTODON, 14),
        ("@a.b-c@social.firm.example hi", MASTODON, 9),
        ("@odile@social.example @li@other.example", MASTODON, 6 + 1 + 3),
        ("@odile@social.example", PLAIN, 21),
        ("a line\nand another", MASTODON, 18),
        ("a line\r\nand another", MASTODON, 18),
        (f"({LONG_LINK}), see {LONG_LINK}.", MASTODON, 1 + 23 + 7 + 23 + 1),
        ("https://wiki.example/Bird_(animal)", MASTODON, 23),
        ("write to odile@firm.example", MASTODON, 27),
        ("👩‍👩‍👧 ❤️ 🇩🇪 é", MASTODON, 7),
    ],
)
@pytest.mark.row("A3")
def test_count_characters(text, tool, count):
    assert count_characters(text, tool) == count


#: As Mastodon has it; it backtracks without bound.
MASTODON_MENTION = re.compile(r"(?<![=/\w])@([a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)@[\w.-]+\w", re.IGNORECASE)


@given(st.text("@aA0_.-é =/", max_size=20))
def test_mentions_are_those_that_mastodon_sees(text):
    assert [match.span(1) for match in REMOTE_MENTION.finditer(text)] == [
        match.span(1) for match in MASTODON_MENTION.finditer(text)
    ]


@given(text=st.text(max_size=200))
def test_count_characters_is_never_more_than_there_are(text):
    assert count_characters(text, PLAIN) == count_characters(text) <= len(text)


@given(text=st.text(alphabet="abc äöü .,!?", max_size=200))
def test_count_characters_without_a_link_rule_is_the_length(text):
    assert count_characters(text, PLAIN) == len(text)


@given(
    before=st.text(alphabet="abc \n", max_size=50),
    path=st.text(alphabet="abcdefgh/-_=&", max_size=200),
    after=st.text(alphabet="abc ", max_size=50),
)
def test_count_characters_of_any_link_is_23(before, path, after):
    text = f"{before} https://x.example/{path} {after}"
    assert count_characters(text, MASTODON) == len(before) + 1 + 23 + 1 + len(after)


# --- Example post -------------------------------------------------------------------------------------------------


def example_post(**kwargs):
    block = ExamplePostBlock()
    value = {"tool": None, "author": "Odile", "text": "Hello", "notes": []} | kwargs
    return block.normalize(value)


@pytest.mark.parametrize(("length", "is_too_long"), [(19, False), (20, False), (21, True)])
def test_example_post_is_measured_against_its_tool(length, is_too_long):
    value = example_post(tool=PLAIN, text="x" * length)

    assert (value.character_count, value.character_limit, value.is_too_long) == (length, 20, is_too_long)


def test_example_post_without_a_tool_has_no_limit():
    value = example_post(text="x" * 10_000)

    assert (value.character_count, value.character_limit, value.is_too_long) == (10_000, None, False)


def test_example_post_counts_links_as_its_tool_does():
    assert example_post(tool=MASTODON, text=LONG_LINK).character_count == 23


@pytest.mark.parametrize(
    ("author", "initials"),
    [("Odile", "O"), ("Odile Martin", "OM"), ("Odile van der Berg", "OV"), ("odile martin", "OM"), (" ", "")],
)
def test_example_post_initials(author, initials):
    assert example_post(author=author).initials == initials


@pytest.mark.row("A3")
@pytest.mark.django_db
def test_example_post_renders_count_and_limit():
    tool = SocialToolFactory(name="Chirp", character_limit=20)

    html = ExamplePostBlock().render(example_post(tool=tool, author="Odile", text="New gloves <are> here"))

    assert "New gloves &lt;are&gt; here" in html
    assert "21 of 20 characters (Chirp)" in html
    assert "1 too many" in html, "said in words, not by color alone"


@pytest.mark.row("A3")
@pytest.mark.django_db
def test_example_post_shows_what_is_left_who_sees_it_and_its_picture():
    tool, image = SocialToolFactory(name="Chirp", character_limit=20), ImageFactory()
    image.contextual_alt_text, image.decorative = "Gloves in three sizes", False

    html = ExamplePostBlock().render(example_post(tool=tool, text="New gloves", visibility="team", image=image))

    assert "10 of 20 characters (Chirp)" in html
    assert "10 left" in html
    assert "Team only" in html
    assert 'alt="Gloves in three sizes"' in html


@pytest.mark.row("A3")
def test_example_post_marks_stand_where_the_notes_belong_and_do_not_count():
    value = example_post(
        tool=PLAIN, text="New gloves. [1] Come [2] now [7]", notes=["First what is new.", "Then what to do."]
    )

    assert value.parts == [("New gloves.", 1), (" Come", 2), (" now [7]", None)]
    assert value.character_count == len("New gloves. Come now [7]")


# --- Pictures, videos and files -----------------------------------------------------------------------------------


def errors_of(block, value, *, is_draft=False):
    """Return {name of the part: what is wrong}, as the trainer reads it on publishing or on saving a draft."""
    value = block.normalize(value)
    try:
        block.clean_deferred(value) if is_draft else block.clean(value)
    except StructBlockValidationError as error:
        return {name: each.messages for name, each in error.block_errors.items() if hasattr(each, "messages")}
    return {}


@pytest.mark.row("A2")
@pytest.mark.django_db
def test_image_without_alt_text_stays_a_draft_unless_it_is_decorative():
    block, image = FigureBlock().child_blocks["image"], ImageFactory()

    def part(alt_text, decorative):
        return {"image": image, "alt_text": alt_text, "decorative": decorative}

    assert errors_of(block, part("", False)) == {
        "alt_text": ["Please add some alt text for your image or mark it as decorative"]
    }
    assert errors_of(block, part("", False), is_draft=True) == {}
    assert errors_of(block, part("A wagtail", False)) == errors_of(block, part("", True)) == {}


@pytest.mark.row("A2")
@pytest.mark.django_db
def test_video_is_published_with_captions_or_a_transcript_only():
    block = VideoBlock()
    value = {"title": "Follow", "video": DocumentFactory(file_name="follow.MP4")}

    assert errors_of(block, value) == {
        "captions": ["Add captions or a transcript for people who cannot hear the video or have the sound off."]
    }
    assert errors_of(block, value, is_draft=True) == {}
    assert errors_of(block, value | {"transcript": "<p>We open the search.</p>"}) == {}
    assert errors_of(block, value | {"captions": DocumentFactory(file_name="follow.vtt")}) == {}


@pytest.mark.django_db
def test_video_of_other_files_is_refused_even_as_a_draft():
    value = {"title": "Follow", "video": DocumentFactory(), "captions": DocumentFactory()}

    assert errors_of(VideoBlock(), value, is_draft=True) == {
        "video": ["Choose an MP4 or WebM file. Browsers can play those."],
        "captions": ["Choose a WebVTT file whose name ends in .vtt."],
    }


@pytest.mark.django_db
def test_video_renders_its_own_files_and_asks_no_other_host():
    video, captions = DocumentFactory(file_name="follow.webm"), DocumentFactory(file_name="follow.vtt")
    block = VideoBlock()
    value = {
        "title": "Follow",
        "video": video,
        "captions": captions,
        "captions_language": "de",
        "poster": ImageFactory(),
    }

    html = block.render(block.normalize(value | {"transcript": "<p>We open the <b>search</b>.</p>"}))

    assert f'<source src="{video.url}" type="video/webm">' in html
    assert f'<track kind="captions" src="{captions.url}" srclang="de" label="Deutsch" default>' in html
    assert 'preload="none"' in html
    assert "poster=" in html
    assert "We open the <b>search</b>." in html


@pytest.mark.django_db
def test_download_names_type_and_size():
    document = DocumentFactory(title="Checklist", file_name="list.pdf", content=b"x" * 2048)

    html = DownloadBlock().render(DownloadBlock().normalize({"document": document}))

    assert f'href="{document.url}"' in html
    assert "Checklist" in html
    assert "(PDF, 2.0\xa0KB)" in html


# --- The body of lessons ------------------------------------------------------------------------------------------

LESSON_BLOCKS = {
    "paragraph",
    "heading",
    "image",
    "video",
    "steps",
    "callout",
    "accordion",
    "table",
    "code",
    "download",
    "post_pair",
    "example_post",
    "reflection",
    "quiz",
    "guideline",
    "discussion",
}


def test_lesson_body_offers_the_blocks_of_both_apps():
    names = set(LessonBody().stream_block.child_blocks)

    assert names >= LESSON_BLOCKS
    assert set(LessonPage._meta.get_field("body").stream_block.child_blocks) >= LESSON_BLOCKS


@pytest.mark.parametrize("name", sorted(LESSON_BLOCKS))
@pytest.mark.row("A2")
def test_lesson_block_has_icon_group_label_and_description(name):
    block = LessonBody().stream_block.child_blocks[name]

    assert block.meta.icon not in {"", "placeholder"}
    assert str(block.meta.group) in {"Text", "Examples and media", "Activities"}
    assert str(block.label)
    assert str(block.meta.description)
    assert block.meta.template


@pytest.mark.row("A2")
def test_lesson_block_shows_a_trainer_how_it_looks(client, trainer):
    """Each block has a preview in the list from which trainers choose, drawn as the page draws it."""
    for name, block in LessonPage._meta.get_field("body").stream_block.child_blocks.items():
        if name not in LESSON_BLOCKS:
            continue
        assert block.is_previewable, name
        response = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
        assert response.status_code == 200, name
        text = re.sub(r"<[^>]+>", " ", response.content.decode().split("<main", 1)[1])
        assert len(text.split()) >= 3, name


def test_lesson_body_takes_a_block_from_a_hook():
    def poll_blocks():
        return [("poll", blocks.CharBlock(icon="help"))]

    assert "poll" not in LessonBody().stream_block.child_blocks
    with hooks.register_temporarily("register_lesson_blocks", poll_blocks):
        field = LessonBody()
        assert set(field.stream_block.child_blocks) >= {"poll", "paragraph"}
        value = field.to_python([{"type": "poll", "value": "Who reads it?"}])
        assert value[0].value == "Who reads it?"


def test_lesson_body_leaves_its_blocks_out_of_migrations():
    with hooks.register_temporarily("register_lesson_blocks", lambda: [("poll", blocks.CharBlock())]):
        field = LessonBody(blank=True, verbose_name="lesson")
        field.set_attributes_from_name("body")
        name, path, args, kwargs = field.deconstruct()

    assert (name, path, args) == ("body", "courses.catalog.fields.LessonBody", [])
    assert kwargs == {"blank": True, "verbose_name": "lesson"}
    clone = LessonBody(*args, **kwargs)
    assert isinstance(clone, StreamField)


@pytest.mark.django_db
def test_lesson_block_from_a_hook_needs_no_migration(capsys):
    field = LessonPage._meta.get_field("body")
    field.__dict__.pop("stream_block", None)
    try:
        with hooks.register_temporarily("register_lesson_blocks", lambda: [("poll", blocks.CharBlock())]):
            assert "poll" in field.stream_block.child_blocks
            call_command("makemigrations", "lms", "lms_courses", check=True, dry_run=True)
    finally:
        field.__dict__.pop("stream_block", None)
    assert "No changes detected" in capsys.readouterr().out


def test_blocks_that_differ_for_each_learner_are_marked_personal():
    personal = {
        name for name, block in LessonBody().stream_block.child_blocks.items() if isinstance(block, PersonalBlock)
    }

    assert personal & LESSON_BLOCKS == {"quiz", "guideline", "reflection", "discussion"}
    assert issubclass(QuizBlock, PersonalBlock)
    assert issubclass(GuidelineBlock, PersonalBlock)
