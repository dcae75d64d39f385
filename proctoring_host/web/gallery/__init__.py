"""The gallery of mails: every kind for every backend in every language, before any learner gets one.

A platform mounts it, for global staff only: `path("emails/", include("proctoring_host.web.gallery.urls"))`.
"""
