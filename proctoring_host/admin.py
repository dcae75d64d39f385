"""Where Django looks for screens of the administration; they stand in `administration`."""

from django.contrib import admin

from proctoring_host.administration.allowances import AllowanceAdmin
from proctoring_host.administration.attempts import AttemptAdmin
from proctoring_host.administration.backends import CircuitAdmin
from proctoring_host.administration.exams import ExamAdmin, ReviewPolicyAdmin
from proctoring_host.administration.outbox import EffectAdmin, IncidentAdmin
from proctoring_host.administration.reviews import ReviewAdmin, RevisionAdmin
from proctoring_host.administration.studio import changed_in_lms
from proctoring_host.models import (
    Allowance,
    Attempt,
    Circuit,
    Effect,
    Exam,
    Incident,
    Review,
    ReviewPolicy,
    Revision,
)

admin.site.register(Exam, ExamAdmin)
admin.site.register(ReviewPolicy, ReviewPolicyAdmin)
admin.site.register(Allowance, changed_in_lms(AllowanceAdmin))
admin.site.register(Attempt, changed_in_lms(AttemptAdmin))
admin.site.register(Review, changed_in_lms(ReviewAdmin))
admin.site.register(Revision, RevisionAdmin)
admin.site.register(Effect, changed_in_lms(EffectAdmin))
admin.site.register(Incident, IncidentAdmin)
admin.site.register(Circuit, CircuitAdmin)
