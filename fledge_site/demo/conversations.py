"""What the demonstration's people have written below and beside lessons."""

import uuid
from datetime import timedelta

from django.utils import timezone

from courses.discussion.actions import follow_discussion, submit_post
from courses.discussion.presenters import discussion_prompts
from courses.guidelines.actions import propose_change
from courses.models import DiscussionPost, DiscussionReport, Guideline, LessonPage, Note
from courses.notes.actions import save_reflection
from courses.notes.presenters import reflection_questions

#: Under the lesson on notifications: (who, text, whether it answers the prompt, replies as (who, text)).
THREADS = (
    (
        "colleague01",
        "At the loading gate I cannot look at a screen all day. I read at 6:10 before the first truck and at 13:00. "
        "Everything that cannot wait comes by radio anyway.",
        True,
        (
            ("colleague04", "I wish our customers knew your radio channel."),
            ("trainer", "A good rule: name the two times in your status, so that no one wonders."),
        ),
    ),
    (
        "colleague03",
        "Is there a way to silence one channel for a week only? I do not want to leave #team-claims for good.",
        False,
        (
            (
                "colleague02",
                "@colleague03 Yes: mute it and set a reminder. In our tool it stands under the channel’s name. "
                "There is a description at https://tools.marlow-finch.example/mute",
            ),
            ("colleague03", "Thank you. That was quicker than asking at the desk."),
        ),
    ),
    ("colleague05", "Buy cheap watches, write to me!!! https://watches.example", False, ()),
)
NOTE = (
    "Sections: Today / This week / Friday.\n\nTry: read at 10 and at 3. Put it into the status.\n"
    "Ask Odile how the warehouse does it."
)
REFLECTIONS = (
    ("colleague01", "The reactions. No one needs to ring me because someone smiled.", True),
    ("colleague02", "Mail and channel both ring for the same thing. The mail goes.", True),
    ("learner", "The phone during lunch.", False),
)
PROPOSALS = (
    ("colleague04", "Say who may answer a complaint in public, and by when. Today each of us guesses."),
    ("colleague02", "Add that pictures from the warehouse must not show labels with addresses."),
)


def write_post(lesson, author, text, at, **kwargs):
    post = submit_post(lesson=lesson, author=author, text=text, submission_key=uuid.uuid4(), **kwargs)
    DiscussionPost.objects.filter(pk=post.pk).update(created_at=at)
    return post


def load(*, people, course):
    """Fill the third lesson of `course`: a discussion with a reported post, notes, reflections; and two proposals."""
    lesson = LessonPage.objects.in_course(course)[2]
    (prompt_id,) = discussion_prompts(lesson)
    at = timezone.now() - timedelta(days=3)
    for author, text, is_answer, replies in THREADS:
        at += timedelta(hours=5)
        thread = write_post(lesson, people[author], text, at, prompt_id=prompt_id if is_answer else None)
        for replier, reply in replies:
            at += timedelta(minutes=40)
            write_post(lesson, people[replier], reply, at, parent=thread)
    DiscussionReport.objects.create(post=thread, reporter=people["colleague02"], reason="This is advertising.")
    follow_discussion(lesson=lesson, user=people["learner"])

    Note.objects.create(lesson=LessonPage.objects.in_course(course)[1], learner=people["learner"], text=NOTE)
    (block_id,) = reflection_questions(lesson)
    for author, text, is_shared in REFLECTIONS:
        save_reflection(lesson=lesson, learner=people[author], block_id=block_id, text=text, is_shared=is_shared)
    guideline = Guideline.objects.get(slug="how-we-post")
    for author, text in PROPOSALS:
        propose_change(guideline=guideline, learner=people[author], version=guideline.version, text=text)
