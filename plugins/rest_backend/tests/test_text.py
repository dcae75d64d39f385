"""Markup becomes text, whatever it tries."""

import pytest
from proctoring_rest_backend.text import LONGEST_TEXT, plain


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Plain text", "Plain text"),
        ("<p>One</p><p>Two</p>", "One Two"),
        ("One<br/>Two<br>Three", "One Two Three"),
        ("<script>alert(1)</script>Go", "Go"),
        ("<style>p{}</style><b>Go</b> on", "Go on"),
        ('<a href="javascript:alert(1)">here</a>', "here"),
        ("<img src=x onerror=alert(1)>Look", "Look"),
        ("5 &lt; 6 &amp; 7", "5 < 6 & 7"),
        ("a\u202ebad\x00\n\tb", "abad b"),
        ("<svg><title>x</title></svg>y", "y"),
        ("<ul><li>A</li><li>B</li></ul>", "A B"),
        ("", ""),
    ],
)
def test_only_words_are_left(markup, text):
    assert plain(markup) == text


def test_a_long_text_is_cut():
    assert len(plain("x" * 10_000)) == LONGEST_TEXT
