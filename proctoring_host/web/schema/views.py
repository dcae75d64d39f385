"""The description of the API: as a document, and as a page. Everybody may read both."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from proctoring_host import conf
from proctoring_host.web.pages.environment import CONTENT_SECURITY_POLICY, environment
from proctoring_host.web.schema.late import LateSchema


class SchemaView(APIView):
    """JSON and YAML, by `Accept` or by `?format=`. Addresses are those of this site."""

    schema = LateSchema()
    authentication_classes = ()
    permission_classes = (AllowAny,)

    def get_renderers(self) -> list[Any]:
        # Here and below: what makes documents is loaded with the first of them, not with the host.
        from drf_spectacular import renderers  # noqa: PLC0415

        return [
            renderers.OpenApiJsonRenderer(),
            renderers.OpenApiYamlRenderer(),
            renderers.OpenApiJsonRenderer2(),
            renderers.OpenApiYamlRenderer2(),
        ]

    def get(self, request: Request) -> Response:
        return Response(_document_here())


@require_safe
def docs_view(request: HttpRequest) -> HttpResponse:
    """Without scripts, and without anything from another host."""
    from proctoring_host.web.schema.reading import component_fields, sections  # noqa: PLC0415

    described = _document_here()
    html = (
        environment()
        .get_template("proctoring/api.html")
        .render(
            document=described,
            sections=sections(described),
            component_fields=component_fields,
            schema_url=reverse("proctoring:schema"),
        )
    )
    return HttpResponse(html, headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})


def _document_here() -> dict[str, Any]:
    """Beside edx-proctoring the addresses begin otherwise; below a path of its own, that is the site's server."""
    from proctoring_host.web.schema.document import document  # noqa: PLC0415

    made = document()
    paths = {_here(path): about for path, about in made["paths"].items()}
    known = next(path for path in paths if path.endswith("/v1/schema/"))
    prefix = reverse("proctoring:schema").removesuffix(known)
    return {**made, "paths": paths, "servers": [{"url": prefix or "/"}]}


def _here(path: str) -> str:
    return f"/{conf.get().mounted_at}{path.removeprefix('/' + conf.KNOWN_ADDRESSES)}"
