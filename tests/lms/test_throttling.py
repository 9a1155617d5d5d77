from lms.throttling import Throttle


def test_throttle_is_reached_after_its_limit_and_for_one_person_only():
    throttle = Throttle("tests", limit=2, seconds=60)
    states = []
    for _miss in range(3):
        states.append(throttle.is_reached("ann"))
        throttle.count_miss("ann")

    assert states == [False, False, True]
    assert throttle.is_reached("ann")
    assert not throttle.is_reached("bea")
