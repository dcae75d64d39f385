"""Why something is kept, or not exported; and texts that several tables share."""

from django.utils.translation import gettext_lazy as _

FACT = "Results and appeals rest on it; it names nobody once the account is emptied."
LINK = "It points to the account, which the platform empties."
OTHERS = "It points to the account of somebody else, who answers for what was done."
VENDOR = "The vendor can be asked about the attempt, or to forget it, only by this."
INTERNAL = "It only serves the running of the site."

WHEN_MADE = _("when this was written down")
WHEN_CHANGED = _("when this was last changed")
BACKEND = _("the proctoring service")
BESIDE_EXAM = {
    "course": ("exam__course_id", _("the course")),
    "exam": ("exam__exam_name", _("the exam")),
}
