"""Colours as CSS writes them, and how well two of them can be told apart."""

import re

Colour = tuple[int, int, int]

BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)
# https://www.w3.org/TR/css-color-4/#named-colors: the ones that mails use; any other is not judged.
NAMED = {
    "aqua": 0x00FFFF, "black": 0x000000, "blue": 0x0000FF, "brown": 0xA52A2A, "cyan": 0x00FFFF, "darkblue": 0x00008B,
    "darkgray": 0xA9A9A9, "darkgreen": 0x006400, "darkgrey": 0xA9A9A9, "darkred": 0x8B0000, "dimgray": 0x696969,
    "dimgrey": 0x696969, "fuchsia": 0xFF00FF, "gold": 0xFFD700, "gray": 0x808080, "green": 0x008000, "grey": 0x808080,
    "ivory": 0xFFFFF0, "lightblue": 0xADD8E6, "lightgray": 0xD3D3D3, "lightgreen": 0x90EE90, "lightgrey": 0xD3D3D3,
    "lightyellow": 0xFFFFE0, "lime": 0x00FF00, "magenta": 0xFF00FF, "maroon": 0x800000, "navy": 0x000080,
    "olive": 0x808000, "orange": 0xFFA500, "orangered": 0xFF4500, "pink": 0xFFC0CB, "purple": 0x800080,
    "red": 0xFF0000, "silver": 0xC0C0C0, "slategray": 0x708090, "slategrey": 0x708090, "steelblue": 0x4682B4,
    "teal": 0x008080, "tomato": 0xFF6347, "white": 0xFFFFFF, "whitesmoke": 0xF5F5F5, "yellow": 0xFFFF00,
}  # fmt: skip
HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})")
RGB = re.compile(r"rgb\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*\)")


def find_colour(value: str) -> Colour | None:
    """The colour in a value such as `#fff` or `white url(x)`; None for what is see-through, computed or unknown."""
    text = re.sub(r"url\([^)]*\)", "", value.lower())
    if rgb := RGB.search(text):
        red, green, blue = (min(int(part), 255) for part in rgb.groups())
        return red, green, blue
    for word in text.replace(",", " ").split():
        if (hexadecimal := HEX.fullmatch(word)) is not None:
            digits = hexadecimal[1] if len(hexadecimal[1]) == 6 else "".join(char * 2 for char in hexadecimal[1])
            return _split(int(digits, 16))
        if word in NAMED:
            return _split(NAMED[word])
    return None


def contrast(one: Colour, other: Colour) -> float:
    """From 1 to 21; https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _split(number: int) -> Colour:
    return number >> 16, number >> 8 & 0xFF, number & 0xFF


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
