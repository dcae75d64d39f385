"""The kinds of mail; use cases know them as well, so they are words of the domain."""

from proctoring_host.domain.mails import ALWAYS_KNOWN, MailKind

__all__ = ["MailKind", "kinds_table"]


def kinds_table() -> str:
    """The mails and their files as a Markdown table; `docs/themes.md` holds it."""
    rows = (
        f"| `{kind}` | {'yes' if kind in ALWAYS_KNOWN else 'no'} | {kind.cause} "
        f"| `{kind.html_name}` | `{kind.text_name}` | `{kind.subject_name}` |"
        for kind in MailKind
    )
    head = "| email | sent unless told otherwise | when | HTML | plain text | subject |"
    return "\n".join((head, "|---|---|---|---|---|---|", *rows))
