"""`{% load i18n %}` in mails: the tags that translate. Those that list the site's languages are left out."""

from django.template import Library
from django.templatetags.i18n import register as i18n

TAGS = "blocktrans blocktranslate trans translate get_current_language get_current_language_bidi"

register = Library()
register.tags.update({name: i18n.tags[name] for name in TAGS.split()})
