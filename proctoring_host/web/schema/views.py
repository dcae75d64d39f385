"""The description of the API: as a document, and as a page. Everybody may read both."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from proctoring_host import conf
from proctoring_host.web.pages.environment import CONTENT_SECURITY_POLICY, environment
from proctoring_host.web.schema.autoschema import TableSchema
from proctoring_host.web.schema.document import document
from proctoring_host.web.schema.reading import component_fields, sections


class SchemaView(APIView):
    """JSON and YAML, by `Accept` or by `?format=`. Addresses are those of this site."""

    schema = TableSchema()
    authentication_classes = ()
    permission_classes = (AllowAny,)
    renderer_classes = (OpenApiJsonRenderer, OpenApiYamlRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer2)

    def get(self, request: Request) -> Response:
        return Response(_document_here())


@require_safe
def docs_view(request: HttpRequest) -> HttpResponse:
    """Without scripts, and without anything from another host."""
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
    made = document()
    paths = {_here(path): about for path, about in made["paths"].items()}
    known = next(path for path in paths if path.endswith("/v1/schema/"))
    prefix = reverse("proctoring:schema").removesuffix(known)
    return {**made, "paths": paths, "servers": [{"url": prefix or "/"}]}


def _here(path: str) -> str:
    return f"/{conf.get().mounted_at}{path.removeprefix('/' + conf.KNOWN_ADDRESSES)}"
