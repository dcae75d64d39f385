"""`python -m tools.catalogues update` or `check`; both exit 1 while anything is missing or malformed."""

import sys

from tools.catalogues import check, keep


def main(arguments: list[str]) -> int:
    """The exit code."""
    if arguments not in (["update"], ["check"]):
        print(__doc__)
        return 2
    if arguments == ["update"]:
        keep.update()
    found = check.problems()
    print("\n".join(found) or "Every text is translated into every language.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
