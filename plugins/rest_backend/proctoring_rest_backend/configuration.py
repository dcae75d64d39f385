"""What the vendor says of itself: texts for people, and the rules that authors can choose from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from proctoring_rest_backend.answers import mapping_of, text, texts, web_address
from proctoring_rest_backend.text import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorConfig:
    """`rules` maps each rule's key to a sentence for people. All texts are without markup."""

    name: str = ""
    download_url: str = ""
    instructions: tuple[str, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)

    def sentences(self, chosen: Mapping[str, bool]) -> tuple[str, ...]:
        """Of the rules that hold for an exam, in the vendor's order."""
        return tuple(sentence for key, sentence in self.rules.items() if chosen.get(key) and sentence)


def config_of(content: Mapping[str, Any]) -> VendorConfig:
    """Raises `Wrong`."""
    return VendorConfig(
        name=plain(text(content, "name")),
        download_url=web_address(content, "download_url"),
        instructions=texts(content, "instructions"),
        rules={key: plain(value) for key, value in mapping_of(content, "rules", str).items()},
    )
