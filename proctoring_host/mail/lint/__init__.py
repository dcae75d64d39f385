"""Finding what is wrong with the templates of mails, before a learner gets one.

`facts` is what a template says of itself, whichever language it is written in; `rules` and `markup` judge it.
"""
