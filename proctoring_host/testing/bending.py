"""Calls of a vendor, bent: without a proof, with a wrong one, with another body."""

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from proctoring_host.data import Callback

PLAIN_HEADERS = frozenset({"content-type", "content-length", "user-agent", "accept", "host"})
WRONG_VALUES: tuple[Any, ...] = (None, 7, True, "", "\x00", [], {}, ["x"], 1e400, -1, "x" * 5000)
MOST_PLACES = 40
Path = tuple[str | int, ...]


def without_proof(callback: Callback) -> Callback:
    """The same call by somebody who knows nothing: no header of the vendor's, no token, no signed-in user."""
    headers = {name: value for name, value in callback.headers.items() if name in PLAIN_HEADERS}
    return replace(callback, headers=headers, query={}, token="", service_user=False, remote_address="198.51.100.66")


def with_wrong_proof(callback: Callback) -> Callback:
    """The same call with every proof bent."""
    headers = {name: value if name in PLAIN_HEADERS else bent(value) for name, value in callback.headers.items()}
    query = {name: bent(value) for name, value in callback.query.items()}
    token = bent(callback.token) if callback.token else ""
    return replace(
        callback, headers=headers, query=query, token=token, service_user=False, remote_address="198.51.100.66"
    )


def with_proof(callback: Callback, proof: str) -> Callback:
    """The same call with something else in place of every proof."""
    headers = {name: value if name in PLAIN_HEADERS else proof for name, value in callback.headers.items()}
    query = dict.fromkeys(callback.query, proof)
    return replace(callback, headers=headers, query=query, token=proof, service_user=False)


def bent(text: str) -> str:
    """A text of the same length and kind that differs in its last letter or digit, or in its last character."""
    place = next((n for n in range(len(text) - 1, -1, -1) if text[n].isalnum()), len(text) - 1)
    old = text[place : place + 1]
    new = str((int(old) + 1) % 10) if old.isdecimal() else "b" if old == "a" else "a"
    return f"{text[:place]}{new}{text[place + 1 :]}"


def with_another_body(callback: Callback) -> Callback:
    """One byte of the body is another one."""
    body = callback.body or b" "
    place = len(body) // 2
    return replace(callback, body=body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :])


def content(callback: Callback) -> Any:
    """The JSON of the body, or None."""
    try:
        return json.loads(callback.body)
    except ValueError:
        return None


def with_content(callback: Callback, body: Any) -> Callback:
    """The same call with this JSON for a body."""
    return replace(callback, body=json.dumps(body).encode())


def places(body: Any) -> list[Path]:
    """The way to every value in a JSON body, outer ones first; only so many of them."""
    return sorted(_places(body, ()), key=len)[:MOST_PLACES]


def _places(body: Any, path: Path) -> Iterator[Path]:
    inner = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in inner:
        yield (*path, key)
        yield from _places(value, (*path, key))


def changed(body: Any, path: Path, value: Any) -> Any:
    """A copy with another value at one place."""
    return _edited(body, path, lambda holder, key: holder.__setitem__(key, value))


def removed(body: Any, path: Path) -> Any:
    """A copy without this place."""
    return _edited(body, path, lambda holder, key: holder.__delitem__(key))


def _edited(body: Any, path: Path, edit: Callable[[Any, Any], None]) -> Any:
    whole = copy.deepcopy(body)
    holder = whole
    for key in path[:-1]:
        holder = holder[key]
    edit(holder, path[-1])
    return whole


def mapped(body: Any, change: Callable[[Any], Any]) -> Any:
    """A copy in which every value that holds no others went through `change`."""
    if isinstance(body, Mapping):
        return {key: mapped(value, change) for key, value in body.items()}
    if isinstance(body, list):
        return [mapped(value, change) for value in body]
    return change(body)
