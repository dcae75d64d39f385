"""The pages that belong to no exam: not found, and something went wrong."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.utils.translation import get_language, gettext

# An engine of its own: these pages must work whatever the site's template settings are.
ENGINE = Engine(dirs=[str(Path(__file__).parent / "templates")])


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Says nothing of the address, which could hold somebody's name."""
    return _page(404, gettext("This page does not exist."), gettext("The address may be old or mistyped."))


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(
        500,
        gettext("Something went wrong on our side."),
        gettext("Your exam and its time are kept. Load the page again; if it stays like this, tell your course staff."),
    )


def _page(status: int, title: str, text: str) -> HttpResponse:
    context = Context({"title": title, "text": text, "status": status, "language": get_language() or "en"})
    return HttpResponse(ENGINE.get_template("standalone/message.html").render(context), status=status)
