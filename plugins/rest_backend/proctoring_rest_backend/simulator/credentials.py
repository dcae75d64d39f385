"""The vendor's side of an account: the client's credentials, and its own service user on the platform."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class AccountProblem(Exception):
    """The account cannot be read from the configuration; the message says which file or key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorAccount:
    """One customer of the vendor.

    `platform_url` is where ready messages and reviews go; empty means the `lms_host` of the attempt. Without `user`
    there is nobody to sign in as, and nothing can be sent.
    """

    client_id: str
    client_secret: str = field(repr=False)
    platform_url: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    token_seconds: int = 300


def read_account(folder: Path, backend: str, **overrides: str) -> VendorAccount:
    """Credentials from `lms.auth.json`; an override that is not empty wins. Raises `AccountProblem`."""
    configured = _entry(folder / "lms.auth.json", backend)
    values = {key: str(configured.get(key) or "") for key in ("client_id", "client_secret")}
    values |= {key: value for key, value in overrides.items() if value}
    missing = [key for key in ("client_id", "client_secret") if not values[key]]
    if missing:
        raise AccountProblem(
            f"The account of the backend {backend} lacks {' and '.join(missing)}. "
            f"Put it into lms.auth.json in PROCTORING_CONFIG_DIR, or give it as an option."
        )
    return VendorAccount(
        client_id=values["client_id"],
        client_secret=values["client_secret"],
        platform_url=values.get("platform_url", ""),
        user=values.get("user", ""),
        password=values.get("password", ""),
    )


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
