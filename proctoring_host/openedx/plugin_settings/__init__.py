"""What the host adds to the settings of Open edX, in the platform's two stages.

Operators' own files run after both, so nothing that is decided here is final: the host reads settings at use.
"""
