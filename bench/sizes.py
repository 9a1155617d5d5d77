"""How much there is to measure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Numbers of what a `World` and the reports hold."""

    lengths: tuple[int, ...] = (20, 100)  # lessons of the courses that the learner is halfway through
    catalog: int = 20  # courses
    ideas: int = 200  # on the board of a brainstorm
    learners: int = 1000  # on the course that a trainer follows
    lessons: int = 30  # of that course
    enrollments: int = 100_000  # of the whole firm
    firm_courses: int = 20


FULL = Size()
#: Enough to see that everything runs.
SMALL = Size(lengths=(2, 4), catalog=4, ideas=3, learners=6, lessons=3, enrollments=20, firm_courses=2)
