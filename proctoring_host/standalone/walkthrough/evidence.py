"""What host, vendor and mailbox each wrote down about a journey, brought into one timeline."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from proctoring_host.standalone.walkthrough.timeline import Journey


def transitions(journey: Journey, attempt: Mapping[str, Any]) -> list[str]:
    """Every change of the attempt, as `from -> to (actor)`."""
    texts = []
    for row in attempt["transitions"]:
        text = f"{row['from_status'] or '-'} -> {row['to_status']} ({row['actor']})"
        journey.note("transition", f"{text}{': ' + row['reason'] if row['reason'] else ''}", _moment(row["at"]))
        texts.append(text)
    return texts


def effects(journey: Journey, attempt: Mapping[str, Any]) -> dict[str, list[str]]:
    """The kinds of effects by their state; with the tries in the timeline."""
    states: dict[str, list[str]] = {}
    for row in attempt["effects"]:
        about = f" {row['payload']['kind']}" if "kind" in row["payload"] else ""
        states.setdefault(row["state"], []).append(f"{row['kind']}{about}")
        tries = f" at try {row['tries']}" if row["tries"] > 1 else ""
        journey.note(
            "effect", f"{row['kind']}{about}: {row['state']}{tries}", _moment(row["done_at"] or row["created"])
        )
    return states


def vendor(journey: Journey, seen: Mapping[str, Any], requests: Iterable[Mapping[str, Any]]) -> list[str]:
    """Registrations, launches and reviews as the vendor saw them."""
    found: list[tuple[datetime, str]] = []
    for request in requests:
        found.append((_moment(request["at"]), f"registration: {request['outcome']}"))
    for launch in seen.get("launches", ()):
        found.append((_moment(launch["at"]), f"launch link opened: {launch['status']}"))
    for review in seen.get("reviews", ()):
        found.append((_moment(review["at"]), f"review {review['status']} sent: {review['http_status']}"))
    for at, text in found:
        journey.note("vendor", text, at)
    return [text for _, text in sorted(found)]


class Mailbox:
    """The folder that mails are written to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: set[Path] = set()

    def new_mails(self, journey: Journey) -> list[str]:
        """Recipient and subject of each mail since the last look, in order of time."""
        files = sorted(set(self._folder.glob("*.eml")) - self._seen, key=lambda file: file.stat().st_mtime_ns)
        self._seen.update(files)
        found = []
        for file in files:
            mail = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
            sent = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            journey.note("mail", f"to {mail['To']}: {mail['Subject']}", sent)
            found.append(str(mail["To"]))
        return found


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
