"""People find a course by tool, level and words, its own or those of one of its lessons."""

import pytest

from courses.catalog.blocks import ExamplePostBlock
from tests.factories.courses import CoursePageFactory, LessonPageFactory, SocialToolFactory
from tests.factories.files import ImageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database, pytest.mark.usefixtures("search_index")]


@pytest.fixture
def courses(catalog):
    """Courses of which one is about a tool, one at a level, and one has a lesson that is both."""
    chirp, chat = (SocialToolFactory(name=name, slug=name.lower()) for name in ("Chirp", "Chat"))
    CoursePageFactory(title="Chirping", tool=chirp)
    CoursePageFactory(title="Deep water", tool=chat, level="advanced")
    mixed = CoursePageFactory(title="Mixed", tool=chat)
    body = [("paragraph", "<p>How to fold an origami crane.</p>")]
    LessonPageFactory(course=mixed, title="Cranes", tool=chirp, level="advanced", body=body)
    LessonPageFactory(course=mixed, title="Secrets", live=False, level="intermediate", summary="Not yet: zeppelins.")


@pytest.mark.row("A4")
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?tool=chirp", ["Chirping", "Mixed"]),
        ("?tool=chat", ["Deep water", "Mixed"]),
        ("?level=advanced", ["Deep water", "Mixed"]),
        ("?level=intermediate", []),
        ("?q=origami", ["Mixed"]),
        ("?q=cranes", ["Mixed"]),
        ("?q=zeppelins", []),
        ("?tool=chirp&level=advanced", ["Mixed"]),
        ("?tool=chirp&level=advanced&q=origami", ["Mixed"]),
        ("?tool=chirp&q=deep", []),
    ],
)
def test_catalog_finds_courses_by_what_their_published_lessons_are_about(client, catalog, courses, query, titles):
    shelves = client.get(catalog.url + query).context["shelves"]

    assert sorted(card.course.title for shelf in shelves for card in shelf["cards"]) == titles


@pytest.mark.row("A4")
def test_social_tool_shows_its_logo_and_word_where_posts_are_measured():
    tool = SocialToolFactory(name="Chirp", post_word="chirp", logo=ImageFactory(title="Logo"))
    block = ExamplePostBlock()

    html = block.render(block.normalize({"tool": tool, "author": "Odile", "text": "Hello", "notes": []}))

    assert 'class="lms-post__logo"' in html
    assert "chirp" in html
