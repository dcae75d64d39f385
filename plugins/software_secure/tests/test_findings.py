import requests
from proctoring_software_secure.backend import SoftwareSecure

from proctoring_host import Services
from proctoring_host.data import CheckLevel


def found(backend, live=False):
    return {message.id.removeprefix("software_secure."): message for message in backend.check(live=live)}


def test_a_complete_account_has_no_findings(make):
    backend = make.backend(**make.secrets, exam_register_endpoint="https://vendor.example/register")

    assert found(backend) == {}


def test_networks_are_as_good_as_a_secret(make):
    assert "W001" not in found(make.backend(review_callback_networks=("192.0.2.0/24",)))


def test_a_callback_without_any_proof_is_a_warning_with_the_way_out(make):
    warning = found(make.backend("second_account"))["W001"]

    assert warning.level is CheckLevel.WARNING
    assert warning.setting == 'PROCTORING_BACKENDS["second_account"]["review_callback_secret"]'
    assert "review_callback_networks" in warning.hint


def test_a_short_secret_is_a_warning_that_does_not_show_it(make):
    warning = found(make.backend(review_callback_secret="fifteen-letters"))["W002"]

    assert "fifteen-letters" not in f"{warning}"


def test_dropped_links_to_recordings_are_a_warning(make):
    warning = found(make.backend())["W003"]

    assert "dropped" in warning.text
    assert warning.setting.endswith('["video_review_aes_key"]')


def test_names_in_the_clear_are_a_warning_unless_they_stay_on_the_machine(make):
    def warned(address):
        return "W004" in found(make.backend(exam_register_endpoint=address))

    assert warned("http://vendor.example/register")
    assert warned("http://192.0.2.1/register")
    assert not warned("https://vendor.example/register")
    assert not warned("http://127.0.0.1:8400/register")
    assert not warned("http://[::1]/register")
    assert not warned("http://localhost/register")


def test_nobody_is_called_unless_the_check_is_live(make):
    def no_session():
        raise AssertionError("the vendor was called")

    services = Services(clock=lambda: make.now, new_id=lambda: "id", http=no_session)

    SoftwareSecure("software_secure", make.options(), services).check(live=False)


def test_a_live_check_reaches_the_vendor_and_leaves_nothing_there(wire, make):
    wire.answers(b"", "405 Method Not Allowed", ["Date: Wed, 15 Jul 2015 05:12:31 GMT"])

    messages = found(make.backend(exam_register_endpoint=wire.url, **make.secrets), live=True)

    assert list(messages) == ["I104"]
    assert messages["I104"].level is CheckLevel.INFO
    [request] = wire.captured
    assert request.line == "HEAD /register HTTP/1.1"
    assert "Authorization" not in request.headers
    assert request.body == b""


def test_a_vendor_that_cannot_be_reached_is_an_error(make):
    messages = found(make.backend(exam_register_endpoint="http://127.0.0.1:1/register"), live=True)

    assert messages["E101"].level is CheckLevel.ERROR
    assert "ConnectionError" in messages["E101"].text
    assert "I104" not in messages


def test_a_vendor_with_a_problem_is_a_warning(wire, make):
    wire.answers(b"", "503 No")

    assert "503" in found(make.backend(exam_register_endpoint=wire.url), live=True)["W102"].text


def test_clocks_that_differ_are_a_warning_that_says_which_way(wire, make):
    backend = make.backend(exam_register_endpoint=wire.url)

    wire.answers(b"", headers=["Date: Wed, 15 Jul 2015 05:00:00 GMT"])
    ahead = found(backend, live=True)["W103"].text
    wire.answers(b"", headers=["Date: Wed, 15 Jul 2015 06:00:00 GMT"])
    behind = found(backend, live=True)["W103"].text

    assert ahead == "Our clock is 691 seconds ahead of the vendor's."
    assert behind == "Our clock is 2909 seconds behind the vendor's."


def test_a_vendor_that_tells_no_time_is_not_compared(wire, make):
    backend = make.backend(exam_register_endpoint=wire.url)
    for headers in ([], ["Date: noon"], ["Date: Wed, 15 Jul 2015 06:00:00 -0000"]):
        wire.answers(b"", headers=headers)

        assert "W103" not in found(backend, live=True)


def test_a_live_check_uses_the_sessions_of_the_host(wire, make):
    sessions = []

    def session():
        sessions.append(requests.Session())
        return sessions[-1]

    services = Services(clock=lambda: make.now, new_id=lambda: "id", http=session)

    SoftwareSecure("software_secure", make.options(exam_register_endpoint=wire.url), services).check(live=True)

    assert len(sessions) == 1
