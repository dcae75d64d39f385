"""The suite bites: every seeded defect is caught by the check that names it."""

from dataclasses import replace

import pytest

from proctoring_host.testing import BackendConformance
from proctoring_host.testing.check import check_of
from tests.conformance.calling import failure
from tests.conformance.defects import callbacks, importing, life, privacy, registration, wire
from tests.conformance.good import Good
from tests.conformance.good_vendor import SUBJECT

pytestmark = pytest.mark.slow

DEFECTS = [
    (registration.NoId, "test_an_answer_without_sense_is_invalid"),
    (registration.IdOfItsOwn, "test_the_id_is_the_vendors"),
    (registration.BareId, "test_registration_answers_with_an_id"),
    (registration.CountingId, "test_the_same_attempt_again_gets_the_same_id"),
    (registration.RegistersTwice, "test_one_registration_is_one_call"),
    (registration.NamelessCall, "test_the_vendor_is_told_the_attempts_code"),
    (registration.RemembersTheFirst, "test_two_attempts_are_kept_apart"),
    (registration.SharedState, "test_threads_do_not_disturb_each_other"),
    (registration.WantsTwoNames, "test_a_learner_of_any_name_is_registered"),
    (registration.WantsTwoNames, "test_a_learner_without_an_address_is_registered"),
    (registration.AsciiExams, "test_an_exam_of_any_name_is_registered"),
    (registration.HandmadeJson, "test_any_review_policy_is_registered"),
    (registration.LongestExam, "test_any_time_limit_is_registered"),
    (registration.NoPractice, "test_a_practice_attempt_is_registered"),
    (registration.OnlyItsOwnName, "test_another_configured_name_registers_too"),
    (registration.DeafToOnboarding, "test_missing_onboarding_is_told"),
    (wire.RawErrors, "test_a_broken_connection_is_unreachable"),
    (wire.EverythingIsRefusal, "test_a_broken_connection_is_unreachable"),
    (wire.FinalOutage, "test_a_broken_connection_is_never_final"),
    (wire.OwnSession, "test_a_slow_vendor_is_given_up"),
    (wire.NoTimeOut, "test_a_slow_vendor_is_given_up"),
    (wire.IgnoresStatus, "test_a_refusal_is_told_with_its_status"),
    (wire.NoVendorStatus, "test_a_refusal_is_told_with_its_status"),
    (wire.FinalFiveHundred, "test_a_passing_refusal_is_tried_again"),
    (wire.DeafToRetryAfter, "test_the_vendors_wish_to_be_left_alone_is_told"),
    (registration.AnythingIsAnId, "test_an_answer_with_wrong_values_is_invalid"),
    (wire.RawJson, "test_an_answer_without_sense_is_invalid"),
    (wire.DeepJson, "test_an_answer_without_sense_is_invalid"),
    (wire.NonsenseIsOutage, "test_an_answer_without_sense_is_invalid"),
    (wire.FollowsRedirects, "test_a_huge_answer_is_refused"),
    (wire.FollowsRedirects, "test_a_redirect_to_another_host_is_not_followed"),
    (wire.IgnoresStatus, "test_a_redirect_loop_ends"),
    (wire.LoopsOnFailure, "test_a_failed_registration_is_not_repeated_in_a_loop"),
    (wire.WrongBackendInErrors, "test_an_error_names_its_backend"),
    (wire.NamelessErrors, "test_an_error_names_its_attempt"),
    (wire.BreaksForGood, "test_after_a_failure_the_next_registration_goes_through"),
    (wire.SwallowsProfileErrors, "test_every_other_call_fails_with_a_backend_error"),
    (wire.SwallowsProfileErrors, "test_no_sense_is_read_into_an_answer"),
    (privacy.TellsTheBody, "test_the_vendors_own_words_are_not_repeated"),
    (privacy.TellsTheLearner, "test_an_error_gives_nothing_away"),
    (privacy.KeepsTheCause, "test_an_error_gives_nothing_away"),
    (privacy.LogsFailures, "test_other_errors_give_nothing_away"),
    (privacy.LogsRegistrations, "test_nothing_private_is_logged_when_all_is_well"),
    (privacy.LogsFailures, "test_nothing_private_is_logged_when_the_vendor_fails"),
    (privacy.Prints, "test_nothing_is_printed"),
    (privacy.ShowsItsKey, "test_repr_shows_no_secret"),
    (privacy.LogsCallbacks, "test_a_call_is_not_logged"),
    (privacy.TellsTheSignature, "test_a_rejection_gives_nothing_away"),
    (privacy.RepeatsTheBody, "test_a_malformed_body_is_not_repeated"),
    (privacy.EndlessMessage, "test_a_message_is_short"),
    (privacy.OpenKey, "test_secrets_are_marked"),
    (privacy.LooseTypes, "test_a_value_of_a_wrong_type_is_refused"),
    (privacy.TalkativeProblems, "test_problems_repeat_no_value"),
    (privacy.TellsASecret, "test_a_wrong_secret_is_not_shown"),
    (privacy.TakesEmptySecrets, "test_an_empty_secret_opens_nothing"),
    (privacy.HtmlSteps, "test_launch_info_can_be_shown"),
    (callbacks.BelievesAnybody, "test_a_call_without_a_proof_is_rejected"),
    (callbacks.BelievesAnyHeader, "test_a_call_with_a_wrong_proof_is_rejected"),
    (callbacks.BelievesNobody, "test_the_vendors_call_is_believed"),
    (callbacks.SignsNoBody, "test_an_altered_call_is_rejected"),
    (callbacks.SignsNoBody, "test_a_proof_is_good_for_one_body"),
    (callbacks.BelievesForEver, "test_a_replayed_call_is_rejected"),
    (callbacks.BelievesTheFuture, "test_a_replayed_call_is_rejected"),
    (callbacks.OpenAddress, "test_no_address_is_open"),
    (callbacks.AnswersFalse, "test_a_call_without_a_proof_is_rejected"),
    (callbacks.AsciiProofs, "test_a_call_with_a_strange_proof_is_rejected"),
    (callbacks.ParsesFirst, "test_a_malformed_call_without_a_proof_is_rejected_not_parsed"),
    (callbacks.RawBodies, "test_a_malformed_body_is_malformed"),
    (callbacks.MissingKeys, "test_a_missing_key_is_malformed_or_does_not_matter"),
    (callbacks.MissingIsPass, "test_a_missing_key_is_malformed_or_does_not_matter"),
    (callbacks.UnhashableWords, "test_a_value_of_a_wrong_type_is_malformed_or_does_not_matter"),
    (callbacks.CodesAsTheyCome, "test_a_value_of_a_wrong_type_is_malformed_or_does_not_matter"),
    (callbacks.UnknownKeysHurt, "test_an_unknown_key_does_no_harm"),
    (callbacks.ReplaysItself, "test_the_same_call_means_the_same_twice"),
    (callbacks.AsksTheVendor, "test_a_call_is_understood_without_asking_anybody"),
    (callbacks.LenientDefault, "test_an_unknown_word_is_malformed"),
    (callbacks.WrongWord, "test_each_word_means_what_the_description_says"),
    (callbacks.OwnWords, "test_each_word_means_what_the_description_says"),
    (callbacks.NamelessReviews, "test_each_call_names_its_attempt"),
    (callbacks.NamelessReviews, "test_a_review_at_the_shared_address_names_the_code"),
    (callbacks.AnotherAttempt, "test_each_call_names_its_attempt"),
    (callbacks.ReadyIsAReview, "test_what_is_no_verdict_is_no_review"),
    (callbacks.SortsComments, "test_comments_keep_their_order"),
    (callbacks.DropsComments, "test_comments_are_translated"),
    (callbacks.TimesAsTheyCome, "test_numbers_as_text_are_numbers_or_malformed"),
    (callbacks.TimesAsText, "test_times_of_comments_are_numbers"),
    (callbacks.KeepsEverything, "test_nothing_private_is_kept"),
    (callbacks.RawObjects, "test_raw_can_be_stored"),
    (callbacks.ShowsTheLink, "test_a_recording_can_be_opened_again"),
    (importing.ImportsBadly, "test_importing_reaches_nobody"),
    (importing.ImportsBadly, "test_importing_brings_no_tests"),
    (importing.ReadsSettings, "test_importing_needs_no_settings"),
    (life.Silent, "test_every_hook_has_its_capability"),
    (life.Empty, "test_every_capability_has_its_hook"),
    (life.Changeable, "test_capabilities_do_not_change"),
    (life.LoneProfiles, "test_profiles_come_with_onboarding"),
    (life.Unmarked, "test_hooks_are_as_the_host_knows_them"),
    (life.Unmarked, "test_the_host_loads_it"),
    (life.ConnectsAtOnce, "test_making_one_reaches_nobody"),
    (life.StartsAThread, "test_making_one_reaches_nobody"),
    (life.FixedName, "test_two_instances_are_two"),
    (life.Nameless, "test_it_has_a_name_for_people"),
    (life.ChecksLiveAlways, "test_check_calls_nobody_unless_live"),
    (life.RaisesInCheck, "test_check_tells_that_the_vendor_is_down"),
    (life.SilentCheck, "test_check_tells_that_the_vendor_is_down"),
    (life.RegistersToCheck, "test_check_leaves_nothing_behind"),
    (life.IdlessFindings, "test_findings_are_whole_and_give_nothing_away"),
    (life.BadSteps, "test_launch_info_can_be_shown"),
    (life.OneLanguage, "test_launch_info_knows_every_language"),
    (life.LeavesTheLanguage, "test_launch_info_leaves_the_language_alone"),
    (life.PatientPage, "test_launch_info_has_a_short_time_out"),
    (life.BrittlePage, "test_launch_info_survives_its_vendor"),
    (life.EntersAnybody, "test_a_launch_opens_its_own_attempt_alone"),
    (life.AsksAtEntry, "test_entry_is_decided_without_asking_anybody"),
    (life.PickyNotices, "test_every_change_can_be_told"),
    (life.TellsOfNone, "test_a_change_of_an_unknown_attempt_does_no_harm"),
    (life.ForgetfulNotices, "test_a_change_may_be_told_twice"),
    (life.AnyFollowUp, "test_an_unknown_follow_up_ends"),
    (life.HastyFollowUp, "test_follow_ups_fit_every_status"),
    (life.GoneIsAnError, "test_what_is_gone_counts_as_removed"),
    (life.RemovesAnyway, "test_what_is_not_removed_is_not_called_so"),
    (life.RemovesAnyway, "test_an_attempt_without_an_id_is_removed_with_care"),
    (life.RemovesOnce, "test_a_removal_is_answered_with_true"),
    (life.RetiresAnyway, "test_who_is_not_forgotten_is_not_called_so"),
    (life.RetiresOnce, "test_a_learner_is_forgotten"),
    (life.NewExams, "test_an_exam_gets_an_id"),
    (life.EndedExams, "test_an_exam_is_changed"),
    (life.AsciiExam, "test_an_exam_of_any_name_is_known_to_the_vendor"),
    (life.KeyInTheAddress, "test_the_dashboards_address_holds_no_secret"),
    (life.DashboardByCourse, "test_the_dashboard_has_an_address"),
    (life.HollowProfiles, "test_profiles_are_listed"),
    (life.HollowReviews, "test_reviews_are_fetched"),
    (life.OpensAnything, "test_a_link_that_cannot_be_read_is_told"),
    (life.NoFolder, "test_folders_of_mails_are_there"),
    (life.OddMailNames, "test_names_of_mails_are_names"),
]
# What the registry itself refuses for every options class cannot be got wrong by a backend, and needs its options.
NOT_SEEDED = {
    "test_an_unknown_option_is_refused": "done by the registry",
    "test_a_missing_option_is_refused": "done by the registry",
    "test_all_problems_are_told_at_once": "done by the registry",
    "test_not_every_word_is_a_pass": "about the description",
    "test_somebody_says_that_the_learner_is_ready": "about the description",
}


@pytest.mark.parametrize(("defect", "name"), DEFECTS, ids=[f"{defect.__name__}-{name}" for defect, name in DEFECTS])
def test_the_defect_is_caught(defect, name):
    subject = replace(SUBJECT, backend=defect, patience_seconds=1.0)

    message = failure(name, subject)

    check = check_of(getattr(BackendConformance, name))
    assert f"expected: {check.expects}" in message
    assert message.endswith(f'see:      docs/backends.md, "{check.see}"')


class NeverAsks(Good):
    """It has no follow-ups."""

    follow_up = None


def test_a_vendor_of_whom_nobody_hears_that_a_learner_is_ready_is_caught():
    subject = replace(SUBJECT, backend=NeverAsks, callbacks=SUBJECT.reviews)

    assert "only reviews, and no hook follow_up" in failure("test_somebody_says_that_the_learner_is_ready", subject)


def test_every_defect_is_one_backend():
    defects = {defect for defect, _ in DEFECTS}

    assert len(defects) >= 40
    assert all(issubclass(defect, Good) and defect.__doc__ for defect in defects)


def test_every_check_is_known_to_bite():
    checks = {name for name in dir(BackendConformance) if check_of(getattr(BackendConformance, name))}

    assert checks == {name for _, name in DEFECTS} | set(NOT_SEEDED)
