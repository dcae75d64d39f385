"""Where the buttons of the screens lead; mounted at the root of the site, beside `proctoring_host.web.urls`."""

from django.urls import include, path

from proctoring_host.conf import KNOWN_ADDRESSES
from proctoring_host.web.learner import steps

app_name = "proctoring-learner"

below = [
    path("learner/exams/<int:exam_id>/<slug:action>", steps.step, name="step"),
]

urlpatterns = [path(KNOWN_ADDRESSES, include(below))]
