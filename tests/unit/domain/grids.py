"""What each actor may do, written down a second time and by hand, to compare the transition table with.

A line is a status and what may be wanted of it: `x` leads to x, `x=` changes nothing, `x>y` leads to y.
What is not written is refused.
"""

from collections.abc import Iterator

from proctoring_host.domain.statuses import Status

LEARNER_TIMED = """
created: started
download_software_clicked: started download_software_clicked=
ready_to_start: started ready_to_start=
started: ready_to_submit submitted
ready_to_submit: started submitted ready_to_submit=
submitted: submitted=
timed_out: submitted>timed_out
declined: declined=
error: error=
onboarding_reset: onboarding_reset=
"""
LEARNER_PROCTORED = """
created: download_software_clicked ready_to_start error declined
download_software_clicked: download_software_clicked= ready_to_start error declined
ready_to_start: download_software_clicked>ready_to_start ready_to_start= started error declined
started: ready_to_submit submitted download_software_clicked>submitted ready_to_start>submitted error declined
ready_to_submit: started ready_to_submit= submitted download_software_clicked>submitted ready_to_start>submitted \
error declined
submitted: submitted= error>submitted
timed_out: submitted>timed_out error>timed_out
declined: declined=
error: error=
onboarding_missing: declined
onboarding_pending: declined
onboarding_failed: declined
onboarding_expired: declined
onboarding_reset: onboarding_reset=
"""
LEARNER_UNREGISTERED = """
created: error declined
download_software_clicked: download_software_clicked= error declined
ready_to_start: ready_to_start= error declined
started: ready_to_submit submitted download_software_clicked>submitted ready_to_start>submitted error declined
ready_to_submit: started ready_to_submit= submitted download_software_clicked>submitted ready_to_start>submitted \
error declined
submitted: submitted= error>submitted
timed_out: submitted>timed_out error>timed_out
declined: declined=
error: error=
onboarding_missing: declined
onboarding_pending: declined
onboarding_failed: declined
onboarding_expired: declined
onboarding_reset: onboarding_reset=
"""
LEARNER_PRACTICE = """
created: download_software_clicked ready_to_start error onboarding_reset
download_software_clicked: download_software_clicked= ready_to_start error onboarding_reset
ready_to_start: download_software_clicked>ready_to_start ready_to_start= started error onboarding_reset
started: ready_to_submit submitted download_software_clicked>submitted ready_to_start>submitted error
ready_to_submit: started ready_to_submit= submitted download_software_clicked>submitted ready_to_start>submitted error
submitted: submitted= error>submitted onboarding_reset
timed_out: submitted>timed_out error>timed_out onboarding_reset
declined: declined= onboarding_reset
error: error= onboarding_reset
second_review_required: onboarding_reset
rejected: onboarding_reset
onboarding_missing: onboarding_reset
onboarding_pending: onboarding_reset
onboarding_failed: onboarding_reset
onboarding_expired: onboarding_reset
onboarding_reset: onboarding_reset=
"""
VENDOR_SUBMITTED_BEFORE = """
created: ready_to_start verified rejected second_review_required error
download_software_clicked: ready_to_start verified rejected second_review_required error
ready_to_start: ready_to_start= verified rejected second_review_required error
started: ready_to_start>started verified rejected second_review_required error
ready_to_submit: ready_to_start>ready_to_submit verified rejected second_review_required error
submitted: ready_to_start>submitted verified rejected second_review_required error
timed_out: ready_to_start>timed_out verified rejected second_review_required error
second_review_required: ready_to_start>second_review_required verified rejected second_review_required= error
verified: ready_to_start>verified verified= rejected second_review_required error
rejected: ready_to_start>rejected verified rejected= second_review_required error
error: ready_to_start>error verified rejected second_review_required error=
declined: ready_to_start>declined
onboarding_missing: ready_to_start>onboarding_missing
onboarding_pending: ready_to_start>onboarding_pending
onboarding_failed: ready_to_start>onboarding_failed
onboarding_expired: ready_to_start>onboarding_expired
onboarding_reset: ready_to_start>onboarding_reset
"""
CLOCK = """
started: timed_out>submitted
ready_to_submit: timed_out>submitted
submitted: timed_out>submitted
timed_out: timed_out=
declined: timed_out>declined
second_review_required: timed_out>second_review_required
verified: timed_out>verified
rejected: timed_out>rejected
error: timed_out>error
onboarding_missing: timed_out>onboarding_missing
onboarding_pending: timed_out>onboarding_pending
onboarding_failed: timed_out>onboarding_failed
onboarding_expired: timed_out>onboarding_expired
onboarding_reset: timed_out>onboarding_reset
"""
SYSTEM_PROCTORED = """
created: declined onboarding_reset onboarding_missing onboarding_pending onboarding_failed onboarding_expired
download_software_clicked: declined onboarding_reset \
onboarding_missing onboarding_pending onboarding_failed onboarding_expired
ready_to_start: declined onboarding_reset onboarding_missing onboarding_pending onboarding_failed onboarding_expired
started: declined onboarding_reset
ready_to_submit: declined onboarding_reset
submitted: declined>submitted onboarding_reset
timed_out: declined>timed_out onboarding_reset
second_review_required: declined>second_review_required onboarding_reset
verified: declined>verified onboarding_reset
rejected: declined>rejected onboarding_reset
error: declined>error onboarding_reset
declined: declined= onboarding_reset
onboarding_missing: onboarding_missing= declined>onboarding_missing onboarding_reset
onboarding_pending: onboarding_pending= declined>onboarding_pending onboarding_reset
onboarding_failed: onboarding_failed= declined>onboarding_failed onboarding_reset
onboarding_expired: onboarding_expired= declined>onboarding_expired onboarding_reset
onboarding_reset: onboarding_reset=
"""


def read(grid: str) -> Iterator[tuple[Status, Status, Status | None]]:
    """All pairs of a status and a wanted one, with where it leads; None where it is refused."""
    written = {line.split(":")[0]: line.split(":")[1].split() for line in grid.strip().splitlines()}
    assert set(written) <= set(Status)
    for status in Status:
        leads = dict(_entry(status, word) for word in written.get(status, []))
        yield from ((status, wanted, leads.get(wanted)) for wanted in Status)


def _entry(status: Status, word: str) -> tuple[Status, Status]:
    if word.endswith("="):
        assert word[:-1] == status
        return status, status
    wanted, _, reached = word.partition(">")
    return Status(wanted), Status(reached or wanted)
