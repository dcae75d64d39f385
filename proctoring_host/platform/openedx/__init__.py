"""The ports over what an Open edX platform brings: its runtime services, its permissions, its dates.

Any of these may be missing. Then the port does what it does on a site without such a thing, and nothing fails.
Nothing of the platform is imported before it is asked for.
"""

from proctoring_host.platform.openedx.access import OpenEdxAccess
from proctoring_host.platform.openedx.courses import OpenEdxCourses, OpenEdxDates, OpenEdxOutlines
from proctoring_host.platform.openedx.credit import OpenEdxCredit, OpenEdxCreditRecord
from proctoring_host.platform.openedx.outcomes import (
    OpenEdxCertificates,
    OpenEdxCoursework,
    OpenEdxGrades,
    OpenEdxSupport,
)
from proctoring_host.platform.openedx.people import OpenEdxEnrollments, OpenEdxNames, OpenEdxPeople
from proctoring_host.platform.ports import Platform

PATH = f"{__name__}.platform"
SERVICES = (
    "credit",
    "instructor",
    "grades",
    "certificates",
    "enrollments",
    "learning_sequences",
    "name_affirmation",
)
"""The runtime services that the ports ask for."""


def platform() -> Platform:
    """For the setting `PROCTORING_PLATFORM`; no service is asked for yet."""
    return Platform(
        people=OpenEdxPeople(),
        access=OpenEdxAccess(),
        courses=OpenEdxCourses(),
        dates=OpenEdxDates(),
        credit=OpenEdxCredit(),
        enrollments=OpenEdxEnrollments(),
        names=OpenEdxNames(),
        outlines=OpenEdxOutlines(),
        credit_record=OpenEdxCreditRecord(),
        grades=OpenEdxGrades(),
        certificates=OpenEdxCertificates(),
        coursework=OpenEdxCoursework(),
        support=OpenEdxSupport(),
    )
