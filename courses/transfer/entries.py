"""What stands in `course.json`, read with care: whatever is wrong is told by its place in the file."""

from django.utils.translation import gettext as _

from lms.exceptions import RuleError

FORMAT = "fledge-course"
VERSION = 1

COURSE = {
    "title": str,
    "slug": str,
    "summary": str,
    "level": str,
    "introduction": str,
    "requirement_keys": list,
    "enrollment_policy": str,
    "days_to_complete": int | None,
    "has_discussion": bool,
    "seo_title": str,
    "search_description": str,
}
LESSON = {
    "title": str,
    "slug": str,
    "summary": str,
    "duration_minutes": int,
    "level": str,
    "seo_title": str,
    "search_description": str,
}
QUESTION = {"kind": str, "text": str, "scenario": str, "scenario_author": str, "explanation": str, "live": bool}
ANSWER = {"text": str, "match": str, "is_correct": bool, "feedback": str}
QUIZ = {
    "title": str,
    "slug": str,
    "pass_percent": int,
    "draw_count": int,
    "shuffles": bool,
    "attempt_limit": int | None,
    "time_limit_minutes": int | None,
    "live": bool,
}
GUIDELINE = {"title": str, "slug": str, "body": str, "version": int, "live": bool}
TOOL = {"name": str, "slug": str, "post_word": str, "character_limit": int, "url_length": int}
IMAGE = {"title": str, "description": str}
DOCUMENT = {"title": str}


class CourseFileError(RuleError):
    """A file that cannot be imported, told in one sentence."""


def damaged(place):
    return CourseFileError(_("The course file is damaged: “%(place)s” is missing or wrong.") % {"place": place})


class Entry:
    """One object of `course.json`. `place` says where it stands: “lessons[2]”.

    damaged: returns the error that names a place; another kind of file has another.
    """

    damaged = staticmethod(damaged)

    def __init__(self, data, place):
        if not isinstance(data, dict):
            raise self.damaged(place)
        self.data, self.place = data, place

    def take(self, name, kind):
        """Return the part called `name`, which must be of type `kind`.

        Raises:
            CourseFileError: it is missing or of another type.
        """
        value = self.data.get(name)
        is_number_as_flag = isinstance(value, bool) and kind is not bool
        if name not in self.data or is_number_as_flag or not isinstance(value, kind):
            raise self.damaged(f"{self.place}.{name}" if self.place else name)
        return value

    def fields(self, kinds):
        """Return {name: value} of the parts named by `kinds`, such as `COURSE`."""
        return {name: self.take(name, kind) for name, kind in kinds.items()}

    def texts(self, name):
        """Return a list of texts."""
        values = self.take(name, list)
        if not all(isinstance(value, str) for value in values):
            raise self.damaged(f"{self.place}.{name}")
        return values

    def each(self, name):
        """Return the entries of the list called `name`."""
        place = f"{self.place}.{name}" if self.place else name
        return [type(self)(data, f"{place}[{number}]") for number, data in enumerate(self.take(name, list))]


def fields_of(instance, kinds):
    """Return {name: value} of `instance`, to be written into the file."""
    return {name: getattr(instance, name) for name in kinds}
