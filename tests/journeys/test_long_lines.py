"""Long lines never widen a page: links of 200 letters everywhere, in each phase, on a screen of 360 pixels (B48)."""

import json
import os
import subprocess
import sys

from .conftest import ROOT
from .visitor import NARROW


def test_link_of_two_hundred_letters_widens_no_page(visit, site, data):
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "fledge_site.settings.dev", "LMS_DATA_DIR": str(data)}
    made = subprocess.run(
        [sys.executable, "-m", "tests.journeys.long_lines"], cwd=ROOT, env=environment, check=True, capture_output=True
    )
    rooms = json.loads(made.stdout)
    facilitator, learner = visit("facilitator", viewport=NARROW), visit("learner", viewport=NARROW)
    too_wide = {}

    def measure(visitor, address, phase):
        assert visitor.open(address).status in (200, 409), address  # 409: nothing to take away yet
        if (wide := visitor.width()) > NARROW["width"]:
            too_wide[f"{phase}: {address}"] = wide

    for phase, pk in rooms.items():
        room = f"/learning/brainstorms/{pk}/"
        measure(learner, room, phase)
        for page in ("console/", "export/"):
            measure(facilitator, room + page, phase)
        if phase != "collect":
            measure(learner, f"{room}ideas/1/", phase)
        if phase in ("group", "decide"):
            measure(facilitator, f"{room}groups/", phase)
        if phase == "decide":
            for number in (1, 2, 3):
                measure(facilitator, f"{room}ideas/{number}/decision/", phase)
    measure(learner, "/learning/", "my learning")
    measure(learner, "/learning/outcomes/", "outcomes")

    assert too_wide == {}
