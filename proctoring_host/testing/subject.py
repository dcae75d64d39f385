"""What a vendor tells the suite about a backend. Nothing here needs pytest, so a package may ship its description."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from proctoring_host.backend import Backend
from proctoring_host.data import Callback, Launched, Ready, ReviewComment, ReviewStatus, Status

VENDOR = "{vendor}"
"""Stands in an option for the address of the suite's own server, which plays the vendor on the loopback."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorRequest:
    """A call of the backend, as it came over the wire. Header names are lower-case, `path` is without its query."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body; raises `ValueError` when it is no JSON."""
        return json.loads(self.body)

    def text(self) -> str:
        """All of the request, to look for something in it."""
        headers = "\n".join(f"{name}: {value}" for name, value in self.headers.items())
        return f"{self.method} {self.path}?{self.query}\n{headers}\n\n{self.body.decode(errors='replace')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the vendor's server says."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, content: Any, status: int = 200) -> "Answer":
        """An answer in JSON."""
        return cls(status=status, body=json.dumps(content).encode(), headers={"Content-Type": "application/json"})


Reply = Answer | Callable[[VendorRequest], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """One address of the vendor's server. In `path`, `*` stands for anything.

    `hook` is the hook whose call this is: the suite makes that call fail in all the ways of the wire. It stays empty
    for calls in the service of all hooks, such as fetching a token.
    """

    method: str
    path: str
    answer: Reply
    hook: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A call as the vendor makes it, with its proof, and what it means.

    `word` is the vendor's own word for it, as it stands in the JSON body. `comments` are what the review's comments
    are translated to. `private` is what the body holds and nobody may keep in the clear: names, links, addresses.
    """

    callback: Callback
    means: ReviewStatus | type[Ready] | type[Launched]
    word: str | int | None = None
    comments: tuple[ReviewComment, ...] = ()
    private: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """For lists of tests."""
        meaning = self.means.value if isinstance(self.means, ReviewStatus) else self.means.__name__.lower()
        return f"{self.callback.kind}-{meaning}" if self.word is None else f"{self.callback.kind}-{self.word}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A backend, and what the suite has to know about its vendor.

    `options` are what an operator would write, with `VENDOR` in place of the vendor's address; `quick_options`
    replace some of them where the vendor does not answer, and need short time-outs unless the backend lets the
    session of `Services` keep time. `external_id` and `exam_external_id` are the ids that the routes answer with
    (None where they make one for each call). `secrets` are secret values that stand in no option.

    Of the callbacks: `covers_body` says that their proof changes with the body, `replay_after_seconds` after how long
    the same call is no proof any more (None where the vendor signs no time). `refuses_without_onboarding` maps the
    host's status to the vendor's answer at registration.

    `not_applicable` maps the name of a check to the reason why it says nothing about this vendor; it is then skipped.
    """

    backend: type[Backend[Any]]
    name: str
    options: Mapping[str, Any] = field(default_factory=dict)
    quick_options: Mapping[str, Any] = field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    external_id: str | None = None
    exam_external_id: str | None = None
    secrets: tuple[str, ...] = ()
    callbacks: tuple[Sample, ...] = ()
    covers_body: bool = True
    replay_after_seconds: float | None = None
    refuses_without_onboarding: Mapping[Status, Answer] = field(default_factory=dict)
    patience_seconds: float = 5.0
    not_applicable: Mapping[str, str] = field(default_factory=dict)

    @property
    def reviews(self) -> tuple[Sample, ...]:
        """The samples that carry a verdict."""
        return tuple(sample for sample in self.callbacks if isinstance(sample.means, ReviewStatus))

    @property
    def hooks_that_call(self) -> tuple[str, ...]:
        """The hooks that the routes belong to, in their order."""
        return tuple(dict.fromkeys(route.hook for route in self.routes if route.hook))
