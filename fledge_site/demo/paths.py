"""The demonstration's learning paths, what comes before a course, and who waits to be let on one."""

from courses.enrollment.actions import request_enrollment
from courses.models import CoursePrerequisite, LearningPath, LearningPathCourse

from .curriculum import read


def load_paths(courses, people):
    """Load `paths.toml`. To be called when people have learned: earlier no one could be on the later courses."""
    content = read("paths.toml")
    for entry in content["courses"]:
        course = courses[entry["slug"]]
        course.enrollment_policy = entry.get("enrollment_policy", course.enrollment_policy)
        course.days_to_complete = entry.get("days_to_complete")
        course.prerequisites = [
            CoursePrerequisite(required_course=courses[slug], sort_order=place)
            for place, slug in enumerate(entry["requires"])
        ]
        course.save_revision().publish()
        for username in entry.get("asked_by", []):
            request_enrollment(course=course, learner=people[username])
    for entry in content["paths"]:
        slugs = entry.pop("courses")
        path = LearningPath(**entry, live=True)
        path.path_courses = [
            LearningPathCourse(course=courses[slug], sort_order=place) for place, slug in enumerate(slugs)
        ]
        path.save()
