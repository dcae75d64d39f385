"""What the API says about itself."""

from proctoring_host.web.schema.operation import HTML, Answer, Operation, component
from proctoring_host.web.schema.parameters import query_text
from proctoring_host.web.schema.shapes import one_of, string

TAG = "About this API"
JSON_DOCUMENT, YAML_DOCUMENT = "application/vnd.oai.openapi+json", "application/vnd.oai.openapi"
DOCUMENT = {"type": "object", "properties": {"openapi": {"type": "string"}}, "required": ["openapi"]}
CONTENTS = {
    JSON_DOCUMENT: DOCUMENT,
    YAML_DOCUMENT: DOCUMENT,
    "application/json": DOCUMENT,
    "application/yaml": DOCUMENT,
}
REFUSAL = {JSON_DOCUMENT: component("Problem")}

OPERATIONS = (
    Operation(
        name="schema",
        method="GET",
        tag=TAG,
        who="everybody",
        summary="Read this description",
        text="As JSON or YAML, by `Accept` or by `format`.",
        query=(query_text("format", "Instead of `Accept`.", "json", schema=one_of(("json", "yaml"))),),
        answers={
            200: Answer(text="OpenAPI 3.1.", contents=CONTENTS, example={"openapi": "3.1.0"}),
            404: Answer(text="There is no such format.", contents=REFUSAL),
            406: Answer(text="It is neither JSON nor YAML that was asked for.", contents=REFUSAL),
        },
        anonymous=True,
    ),
    Operation(
        name="schema-docs",
        method="GET",
        tag=TAG,
        who="everybody",
        summary="Read this description in a browser",
        answers={200: Answer(text="A page without scripts.", contents={HTML: string()})},
        anonymous=True,
    ),
)
