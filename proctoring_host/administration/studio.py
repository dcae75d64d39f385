"""What Studio's administration shows and does not change: nobody there could be told of grades and certificates."""

from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from proctoring_host import conf
from proctoring_host.administration.base import Screen


class ChangedInLms:
    """Stands before a screen. Outside Studio it is as if it were not there; in Studio who may change may look.

    Its views are left out of the platform's transactions, as those of each `Screen` are.
    """

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not conf.get().in_studio and super().has_add_permission(request)  # type: ignore[misc]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not conf.get().in_studio and super().has_change_permission(request, obj)  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not conf.get().in_studio and super().has_delete_permission(request, obj)  # type: ignore[misc]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        screen: Any = super()
        return bool(screen.has_view_permission(request, obj) or screen.has_change_permission(request, obj))

    @transaction.non_atomic_requests
    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _say_where(request)
        screen: Any = super()
        return cast(HttpResponse, screen.changelist_view(request, *args, **kwargs))

    @transaction.non_atomic_requests
    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _say_where(request)
        screen: Any = super()
        return cast(HttpResponse, screen.change_view(request, *args, **kwargs))


def changed_in_lms(screen: type[Screen]) -> type[Screen]:
    """The screen as both LMS and Studio register it."""
    return type(screen.__name__, (ChangedInLms, screen), {"__doc__": screen.__doc__})


def _say_where(request: HttpRequest) -> None:
    if conf.get().in_studio:
        text = _("Studio only shows this. Change it in the administration of the LMS, which tells grades and vendors.")
        messages.info(request, text)
