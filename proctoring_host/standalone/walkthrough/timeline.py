"""What happened, in order of time, and how it differs from what should have happened."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`kind` is request, transition, effect, vendor, mail or command."""

    at: datetime
    kind: str
    text: str


@dataclass(slots=True)
class Journey:
    """One exam's story. `differences` are sentences; without any the journey went as it should."""

    name: str
    events: list[Event] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    def note(self, kind: str, text: str, at: datetime | None = None) -> None:
        self.events.append(Event(at=at or datetime.now(UTC), kind=kind, text=text))

    def expect(self, what: str, expected: object, found: object) -> None:
        if expected != found:
            self.differences.append(f"{what}: expected {expected}, found {found}.")

    def expect_all(self, what: str, expected: Sequence[str], found: Sequence[str]) -> None:
        """Names the first place where two lists part."""
        for number in range(max(len(expected), len(found))):
            wanted = expected[number] if number < len(expected) else "nothing more"
            got = found[number] if number < len(found) else "nothing more"
            if wanted != got:
                self.differences.append(f"{what} {number + 1}: expected {wanted}, found {got}.")
                return

    def lines(self) -> Iterator[str]:
        yield self.name
        ordered = sorted(self.events, key=lambda event: event.at)
        for event in ordered:
            seconds = (event.at - ordered[0].at).total_seconds()
            yield f"  {seconds:8.3f}  {event.kind:<10} {event.text}"
        for difference in self.differences:
            yield f"  DIFFERS   {difference}"
        if not self.differences:
            yield "  as expected"

    def as_json(self) -> dict[str, Any]:
        ordered = sorted(self.events, key=lambda event: event.at)
        events = [{"at": event.at.isoformat(), "kind": event.kind, "text": event.text} for event in ordered]
        return {"name": self.name, "events": events, "differences": self.differences}
