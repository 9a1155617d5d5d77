import pytest

from tests.factories.brainstorm import BrainstormFactory
from tests.factories.users import FacilitatorFactory, LearnerFactory


@pytest.fixture
def facilitator(db):
    return FacilitatorFactory(username="fay", first_name="Fay", last_name="Guide")


@pytest.fixture
def ana(db):
    return LearnerFactory(username="ana", first_name="Ana", last_name="Anders")


@pytest.fixture
def ben(db):
    return LearnerFactory(username="ben", first_name="Ben", last_name="Bauer")


@pytest.fixture
def brainstorm(facilitator, ana, ben):
    """A brainstorm in its first phase, led by Fay, with Ana and Ben in it."""
    return BrainstormFactory(title="Posting from the van", facilitator=facilitator, participants=[ana, ben])
