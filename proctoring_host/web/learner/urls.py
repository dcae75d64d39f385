"""Where the buttons of the screens lead; mounted at the root of the site, beside `proctoring_host.web.urls`."""

from django.urls import path

from proctoring_host.web.learner import steps

app_name = "proctoring-learner"

urlpatterns = [
    path("api/edx_proctoring/learner/exams/<int:exam_id>/<slug:action>", steps.step, name="step"),
]
