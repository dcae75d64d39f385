"""Writes a screen: the first of its templates that can be rendered, in the wrapper of the host."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from markupsafe import Markup

from proctoring_host import web
from proctoring_host.attempts.standing import Standing
from proctoring_host.data import Failure, Stage
from proctoring_host.mail.compose import Blank, describe
from proctoring_host.mail.environment import MailEnvironment, environment_for
from proctoring_host.mail.names import names_below
from proctoring_host.mail.places import Place, PlaceKind, theme_places
from proctoring_host.mail.resolve import Candidate
from proctoring_host.registry import get_registry
from proctoring_host.web.learner.context import screen_context

OWNER = "proctoring_host"
BASE = Place(Path(str(web.__path__[0])) / "templates", OWNER, PlaceKind.BASE)
FOLDER = "screens"
WRAPPER = "proctoring/learner/fragment.html"


def write(request: HttpRequest, standing: Standing, name: str) -> str:
    """The fragment of the screen of this name; an override that is broken is reported, and the next one taken."""
    return write_screen(name, standing.backend, screen_context(request, standing))


def write_screen(name: str, backend: str, context: Mapping[str, Any]) -> str:
    body = _body(f"{name}.html", backend, context)
    wrapper = environment_for((BASE,)).get_template(f"0:{WRAPPER}")
    return wrapper.render(context, body=Markup(body))  # noqa: S704  it was escaped when it was rendered


def candidates(template_name: str, backend: str, context: Mapping[str, Any]) -> Iterator[Candidate]:
    """Those that exist, in the order of mails: the most specific path in all places first."""
    names = names_below(
        FOLDER, template_name, backend=backend, course_id=context["exam"]["course_id"], language=context["language"]
    )
    searched = places(backend)
    for name in names:
        for number, place in enumerate(searched):
            found = Candidate(name, number, place)
            if found.file:
                yield found


def places(backend: str) -> tuple[Place, ...]:
    return (*theme_places(backend, FOLDER), BASE)


def _body(template_name: str, backend: str, context: Mapping[str, Any]) -> str:
    environment = environment_for(places(backend))
    for candidate in candidates(template_name, backend, context):
        try:
            return _rendered(environment, candidate, context)
        except Exception as error:  # noqa: BLE001  whatever an author's template does, the learner has to get on
            _report(candidate, error, context)
    # Even the host's own may have extended a theme's layout.
    return environment_for((BASE,)).get_template(f"0:{FOLDER}/{template_name}").render(context)


def _rendered(environment: MailEnvironment, candidate: Candidate, context: Mapping[str, Any]) -> str:
    html = environment.get_template(candidate.inner_name).render(context)
    if not html.strip():
        raise Blank("it renders to nothing")
    return html


def _report(candidate: Candidate, error: Exception, context: Mapping[str, Any]) -> None:
    failure = Failure(
        plugin=candidate.place.owner,
        distribution=get_registry().distribution_of(candidate.place.owner),
        stage=Stage.RENDER,
        error=f"{candidate.name}: {describe(error, context)}",
        hint="Mend the template; until then the next one in the search order is shown.",
    )
    get_registry().note_failure(failure)
