"""Twenty themes, each with one thing wrong: its files, and what lint has to say about it in which line."""

from dataclasses import dataclass, field

from proctoring_host.mail.lint.findings import Rule

HTML = "proctoring_attempt_satisfactory_email.html"
TEXT = "proctoring_attempt_satisfactory_email.txt"
OVERRIDE = f"emails/proctoring/fake/{HTML}"
EXTENDS = f'{{% extends "emails/{HTML}" %}}\n'


def in_block(body: str) -> str:
    """Line 3 of an override by block."""
    return f"{EXTENDS}{{% block status_information %}}\n{body}\n{{% endblock %}}\n"


@dataclass(frozen=True, kw_only=True)
class BrokenTheme:
    """`breaks` means that the template cannot be sent; the others can, and should not be."""

    name: str
    source: str | bytes
    rule: Rule
    line: int
    says: str
    breaks: bool = True
    path: str = OVERRIDE
    more: dict[str, str] = field(default_factory=dict)


THEMES = (
    BrokenTheme(
        name="unclosed_block",
        source=EXTENDS + "{% block status_information %}\n<p>{{ status }}</p>\n",
        rule=Rule.SYNTAX,
        line=3,
        says="Unexpected end of template",
    ),
    BrokenTheme(name="unclosed_brace", source=in_block("{{ status }"), rule=Rule.SYNTAX, line=3, says="unexpected '}'"),
    BrokenTheme(
        name="unknown_tag",
        source=in_block("{% blink %}"),
        rule=Rule.SYNTAX,
        line=3,
        says="unknown tag 'blink'",
    ),
    BrokenTheme(
        name="unknown_filter",
        source=in_block("{{ status|shout }}"),
        rule=Rule.SYNTAX,
        line=3,
        says="No filter named 'shout'",
    ),
    BrokenTheme(
        name="misspelt_name",
        source=in_block("{{ exam_nane }}"),
        rule=Rule.UNDEFINED_NAME,
        line=3,
        says="Did you mean exam_name?",
    ),
    BrokenTheme(
        name="name_of_the_learner_object",
        source=in_block("{{ user.email }}"),
        rule=Rule.UNDEFINED_NAME,
        line=3,
        says="Emails have no user.",
    ),
    BrokenTheme(
        name="misspelt_block",
        source=EXTENDS + "{% block status_informations %}{{ status }}{% endblock %}\n",
        rule=Rule.UNKNOWN_BLOCK,
        line=2,
        says="Did you mean status_information?",
        breaks=False,
    ),
    BrokenTheme(
        name="missing_parent",
        source='\n{% extends "emails/proctoring_attempt_satisfactry_email.html" %}\n',
        rule=Rule.MISSING_PARENT,
        line=2,
        says=f"Did you mean emails/{HTML}?",
    ),
    BrokenTheme(
        name="parent_of_itself",
        source=f'{{% extends "{OVERRIDE}" %}}\n',
        rule=Rule.MISSING_PARENT,
        line=1,
        says="does not exist in any later folder",
    ),
    BrokenTheme(
        name="missing_include",
        source=in_block("{% include 'emails/button.html' %}"),
        rule=Rule.MISSING_INCLUDE,
        line=3,
        says="It includes emails/button.html",
    ),
    BrokenTheme(
        name="misspelt_backend",
        path=f"emails/proctoring/fakee/{TEXT}",
        source="{{ exam_name }}",
        rule=Rule.UNKNOWN_BACKEND,
        line=1,
        says="Did you mean fake?",
        breaks=False,
    ),
    BrokenTheme(
        name="misspelt_kind",
        path="emails/proctoring/fake/proctoring_attempt_satisfactry_email.txt",
        source="{{ exam_name }}",
        rule=Rule.UNKNOWN_TEMPLATE,
        line=1,
        says=f"Did you mean {TEXT}?",
        breaks=False,
    ),
    BrokenTheme(
        name="unsafe_name",
        source=in_block("<p>{{ learner_name|safe }}</p>"),
        rule=Rule.UNSAFE,
        line=3,
        says="learner_name is put out unescaped",
        breaks=False,
    ),
    BrokenTheme(
        name="relative_link",
        source=in_block('<a href="/help">{{ platform }}</a>'),
        rule=Rule.LINK,
        line=3,
        says="href=/help is a relative address",
        breaks=False,
    ),
    BrokenTheme(
        name="link_without_encryption",
        source=in_block('<a href="http://help.example/">{{ platform }}</a>'),
        rule=Rule.LINK,
        line=3,
        says="is not encrypted",
        breaks=False,
    ),
    BrokenTheme(
        name="remote_script",
        source=in_block('<script src="https://cdn.example/a.js"></script>'),
        rule=Rule.SCRIPT,
        line=3,
        says="<script>",
        breaks=False,
    ),
    BrokenTheme(
        name="image_without_words",
        source=in_block('<img src="https://cdn.example/logo.png">'),
        rule=Rule.ALTERNATIVE_TEXT,
        line=3,
        says="no alternative text",
        breaks=False,
    ),
    BrokenTheme(
        name="grey_on_white",
        source=in_block('<p style="color: #aaa; background: #fff">{{ status }}</p>'),
        rule=Rule.CONTRAST,
        line=3,
        says="2.3 : 1",
        breaks=False,
    ),
    BrokenTheme(
        name="words_in_one_language",
        source=in_block("<p>Well done!</p>"),
        rule=Rule.UNTRANSLATED,
        line=3,
        says='"Well done!" is not translated.',
        breaks=False,
    ),
    BrokenTheme(
        name="another_encoding",
        source="<p>Geprüft: {{ status }}</p>".encode("latin-1"),
        rule=Rule.UNREADABLE,
        line=1,
        says="not UTF-8",
    ),
    BrokenTheme(
        name="words_only_in_html",
        source="<p>{{ exam_name }}: {{ status }}</p>",
        rule=Rule.MISSING_PART,
        line=1,
        says=f"Write {TEXT} beside it.",
        breaks=False,
    ),
    BrokenTheme(
        name="renders_to_nothing",
        source="\n{% if learner_name == status %}{{ status }}{% endif %}\n",
        rule=Rule.RENDERING,
        line=1,
        says="renders to nothing",
    ),
    BrokenTheme(
        name="wrong_only_when_rendered",
        source=in_block("{{ exam_name + 1 }}"),
        rule=Rule.RENDERING,
        line=3,
        says="TypeError",
    ),
    BrokenTheme(
        name="way_out_of_the_sandbox",
        source=in_block("{{ ''.__class__.__mro__[1].__subclasses__() }}"),
        rule=Rule.RENDERING,
        line=3,
        says="unsafe",
    ),
    BrokenTheme(
        name="endless_loop",
        source=in_block("{% for n in range(10 ** 12) %}{{ n }}{% endfor %}"),
        rule=Rule.RENDERING,
        line=3,
        says="SecurityError",
    ),
)
