"""What a learner is told about the proctoring of an exam."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from proctoring_host.exams.settings import ExamSettings, Provider, settings_of_exam
from proctoring_host.web.rest.base import ApiView


class ExamSettingsView(ApiView):
    """Support addresses, links, and, for an exam that is proctored, the backend."""

    def get(self, request: Request, exam_id: int) -> Response:
        return Response(settings_json(settings_of_exam(exam_id, request.user.pk or 0)))


def settings_json(settings: ExamSettings) -> dict[str, Any]:
    data: dict[str, Any] = {
        "platform_name": settings.platform_name,
        "contact_us": settings.contact_email,
        "link_urls": dict(settings.link_urls),
        "exam_proctoring_backend": {},
    }
    return data | (_provider_json(settings.provider) if settings.provider else {})


def _provider_json(provider: Provider) -> dict[str, Any]:
    return {
        "exam_proctoring_backend": {
            "name": provider.name,
            # Clients look rules up by their keys, of which a vendor here has none.
            "rules": {f"rule_{number}": text for number, text in enumerate(provider.launch.rules, start=1)},
            "instructions": list(provider.launch.steps),
            "download_url": provider.launch.download_url,
        },
        "provider_tech_support_email": provider.tech_support_email,
        "provider_tech_support_phone": provider.tech_support_phone,
        "provider_name": provider.name,
        "learner_notification_from_email": provider.learner_notification_from_email,
        "integration_specific_email": provider.integration_specific_email,
        "proctoring_escalation_email": provider.escalation_email or None,
    }
