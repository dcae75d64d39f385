"""The vendor's side of an account: the keys that both sides know."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class AccountProblem(Exception):
    """The account cannot be read from the configuration; the message says which file or key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One customer of the vendor.

    `platform_url` is where reviews are posted to; empty means the site that the attempt's launch link leads to.
    An empty `organization` or `exam_sponsor` is not compared.
    """

    secret_key: str = field(repr=False)
    secret_key_id: str
    crypto_key: str = field(repr=False)
    organization: str = ""
    exam_sponsor: str = ""
    platform_url: str = ""
    review_token: str = field(default="", repr=False)


def read_account(folder: Path, backend: str, **overrides: str) -> Account:
    """The account of a backend in `lms.auth.json`; an override that is not empty wins.

    Raises `AccountProblem` when a key is in neither.
    """
    configured = _entry(folder / "lms.auth.json", backend)
    configured["review_token"] = configured.get("review_callback_secret", "")
    keys = ("secret_key", "secret_key_id", "crypto_key", "organization", "exam_sponsor", "review_token")
    values = {key: str(configured.get(key) or "") for key in keys} | {k: v for k, v in overrides.items() if v}
    missing = [key for key in ("secret_key", "secret_key_id", "crypto_key") if not values[key]]
    if missing:
        raise AccountProblem(
            f"The account of the backend {backend} lacks {', '.join(missing)}. "
            f"Put it into lms.auth.json in PROCTORING_CONFIG_DIR, or give it as an option."
        )
    return Account(**values)


def _entry(file: Path, backend: str) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise AccountProblem(f"{file.name} cannot be read ({type(error).__name__}).") from None
    backends = content.get("PROCTORING_BACKENDS") if isinstance(content, dict) else None
    entry = backends.get(backend) if isinstance(backends, dict) else None
    return dict(entry) if isinstance(entry, dict) else {}
