"""What one operation is described with: plain values, in the words of people who write clients."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from proctoring_host.web.schema.shapes import Schema, ref

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
TEXT = "text/plain"
HTML = "text/html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A named value in the query, or in the header."""

    name: str
    schema: Schema
    text: str
    example: Any = None
    required: bool = False
    place: str = "query"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a request carries. Where `forms` is set, it may be form-encoded as well."""

    schema: Schema
    example: Any
    forms: bool = True
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One status. `contents` maps each content type to the schema of what is sent; nothing in it: no body."""

    text: str
    contents: Mapping[str, Schema] = field(default_factory=dict)
    example: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one address, which is known by its URL name.

    `problems` maps a status to why it is answered; such an answer is a `Problem`, with the code given as its example.
    """

    name: str
    method: str
    tag: str
    who: str
    summary: str
    text: str = ""
    query: tuple[Parameter, ...] = ()
    body: Body | None = None
    answers: Mapping[int, Answer] = field(default_factory=dict)
    problems: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    anonymous: bool = False

    @property
    def id(self) -> str:
        return f"{self.name.replace('-', '_')}_{self.method.lower()}"


def answers(text: str, schema: Schema, example: Any, **headers: str) -> Mapping[int, Answer]:
    """200 with JSON."""
    return {200: Answer(text=text, contents={JSON: schema}, example=example, headers=headers)}


def polled(text: str, schema: Schema, example: Any) -> Mapping[int, Answer]:
    """200 with JSON, or 304 for who has the same already."""
    tag = "Covers all but the clock that runs; for `If-None-Match`."
    clock = "The seconds left now, of an answer that is about one attempt."
    headers = {"ETag": tag, "X-Seconds-Left": clock}
    return {
        200: Answer(text=text, contents={JSON: schema}, example=example, headers=headers),
        304: Answer(text="Nothing but a running clock has changed; without a body.", headers=headers),
    }


def done(text: str) -> Mapping[int, Answer]:
    """200 with nothing to say: JSON's null, because clients read every body."""
    return {200: Answer(text=text, contents={JSON: {"type": "null"}})}


def silent(text: str) -> Mapping[int, Answer]:
    """200 without a body."""
    return {200: Answer(text=text)}


def component(name: str) -> Schema:
    """A schema of `components/`."""
    return ref(name)
