"""The catalogues of translations: read out of the code, kept up to date, checked and compiled.

`make messages` does it all; `python -m tools.catalogues check` only looks.
"""
