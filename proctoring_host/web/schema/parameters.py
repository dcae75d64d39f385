"""The variables in addresses. One name means the same everywhere."""

from proctoring_host.web.schema.components.attempts import CODE
from proctoring_host.web.schema.components.exams import CONTENT_ID, COURSE_ID
from proctoring_host.web.schema.operation import Parameter
from proctoring_host.web.schema.shapes import Schema, integer, one_of, string

_ID = integer(minimum=0)
_COURSE = string(pattern="^[^/]+(/[^/]+/[^/]+)?$")
_SEGMENT = string(pattern="^[^/]+$")
_ALL = (
    Parameter(name="course_id", schema=_COURSE, text="The key of the course.", example=COURSE_ID),
    Parameter(name="content_id", schema=string(minLength=1), text="The usage key of the exam.", example=CONTENT_ID),
    Parameter(name="exam_id", schema=_ID, text="The id of the exam.", example=4),
    Parameter(name="attempt_id", schema=_ID, text="The id of the attempt.", example=12),
    Parameter(name="user_id", schema=_ID, text="The id of the learner.", example=7),
    Parameter(name="external_id", schema=_SEGMENT, text="What the vendor calls the attempt.", example="a81c6d20"),
    Parameter(name="attempt_code", schema=_SEGMENT, text="The code of the attempt.", example=CODE),
    Parameter(name="backend", schema=_SEGMENT, text="The name of a configured vendor.", example="mock"),
    Parameter(name="token", schema=_SEGMENT, text="The secret that the vendor was given.", example="q1w2e3r4t5"),
    Parameter(
        name="search_by", schema=string(minLength=1), text="Part of a user name or an e-mail address.", example="ada"
    ),
)
PATH_PARAMETERS = {parameter.name: parameter for parameter in _ALL}

PAGE = Parameter(
    name="page", schema=integer(minimum=1), text="Which page, from 1; one that does not exist is the last.", example=1
)
USER_ID = Parameter(name="user_id", schema=_ID, text="Another learner; for global staff.", example=7)
IF_NONE_MATCH = Parameter(
    name="If-None-Match",
    place="header",
    schema=string(),
    text="The `ETag` of an earlier answer; the client goes on counting the seconds of that one.",
    example='W/"5b7a1c9e3d0f4e529a660c1b2d3e4f50"',
)
LEARNING_MFE = Parameter(
    name="is_learning_mfe",
    schema=one_of(("true", "false", "1", "0")),
    text="Whether addresses lead to the learning front end.",
    example="true",
)


def query_id(name: str, text: str, example: int) -> Parameter:
    """An id in the query."""
    return Parameter(name=name, schema=_ID, text=text, example=example)


def query_text(
    name: str, text: str, example: str, *, required: bool = False, schema: Schema | None = None
) -> Parameter:
    """A text in the query."""
    return Parameter(name=name, schema=schema or string(), text=text, example=example, required=required)
