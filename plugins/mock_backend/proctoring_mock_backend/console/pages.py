"""The one page of the console."""

from collections.abc import Iterable
from html import escape

from proctoring_mock_backend.faults import FAULT_WORDS, LONGEST_DELAY, Faults
from proctoring_mock_backend.journal import Entry
from proctoring_mock_backend.words import VERDICTS

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Console of {backend}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem }}
:root {{ color-scheme: light dark }}
section {{ border: 1px solid #767676; border-radius: .4rem; padding: .5rem 1rem; margin: 1rem 0 }}
form {{ display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; margin: .5rem 0 }}
label {{ display: grid }} h2 {{ margin: .2rem 0 }} code {{ overflow-wrap: anywhere }}
textarea {{ min-width: 18rem }} [role=status] {{ border-left: .3rem solid; padding-left: .75rem }}
</style>
</head>
<body>
<h1>Console of {backend}</h1>
<p>You play the vendor. Attempts appear here once they are registered. <a href="/">Look again</a></p>
{notice}
<main>
{attempts}
</main>
<section>
<h2>Faults</h2>
<form method="post" action="/faults">{token}
<label>Registrations <select name="registration">{faults}</select></label>
<label>Delay in seconds
<input type="number" name="delay_seconds" min="0" max="{longest}" step="any" value="{delay}"></label>
<button>Set for the next registrations</button>
</form>
</section>
</body>
</html>
"""

_ATTEMPT = """<section>
<h2>{exam}</h2>
<p>{event} at <time>{at}</time>. Id <code>{external_id}</code>, code <code>{code}</code></p>
<form method="post" action="/ready">{token}<input type="hidden" name="external_id" value="{external_id}">
<button>The learner is ready</button>
</form>
<form method="post" action="/verdict">{token}<input type="hidden" name="external_id" value="{external_id}">
<label>Verdict <select name="verdict">{verdicts}</select></label>
<label>Comments, one in a line <textarea name="comments" rows="2"></textarea></label>
<label>Reviewer's email (may be empty) <input type="email" name="reviewed_by"></label>
<button>Send the verdict</button>
</form>
</section>"""


def page(*, backend: str, entries: Iterable[Entry], faults: Faults, token: str, notice: str = "") -> str:
    """The whole page; `notice` is what became of the step before."""
    hidden = f'<input type="hidden" name="token" value="{escape(token)}">'
    return _PAGE.format(
        backend=escape(backend),
        notice=f'<p role="status">{escape(notice)}</p>' if notice else "",
        attempts="\n".join(_attempt(entry, hidden) for entry in entries) or "<p>Nobody is registered yet.</p>",
        faults=_options(("", *FAULT_WORDS), faults.registration, empty="succeed"),
        delay=faults.delay_seconds,
        longest=LONGEST_DELAY,
        token=hidden,
    )


def _attempt(entry: Entry, hidden: str) -> str:
    return _ATTEMPT.format(
        exam=escape(entry.exam_name or "Exam"),
        event=escape(entry.event.replace("_", " ").capitalize()),
        at=escape(entry.at),
        external_id=escape(entry.external_id),
        code=escape(entry.attempt_code),
        verdicts=_options(tuple(VERDICTS), ""),
        token=hidden,
    )


def _options(words: tuple[str, ...], chosen: str, empty: str = "") -> str:
    return "".join(
        f'<option value="{escape(word)}"{" selected" if word == chosen else ""}>'
        f"{escape(word.replace('_', ' ') or empty)}</option>"
        for word in words
    )
