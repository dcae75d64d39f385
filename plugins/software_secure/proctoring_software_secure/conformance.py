"""What the conformance suite has to know about this vendor: `pytest --proctoring-backend software_secure`."""

import json
from typing import Any

from proctoring_host.data import Callback, CallbackKind, Launched, ReviewComment, ReviewStatus
from proctoring_host.testing import ATTEMPT_CODE, VENDOR, Answer, Route, Sample, Subject, VendorRequest, make_callback
from proctoring_software_secure.backend import SoftwareSecure
from proctoring_software_secure.reviews import VERDICTS

SECRET = "the-callback-secret-of-the-suite"  # noqa: S105  nobody's
LINK = "https://vendor.example/player?recording=1"
WEB_CAM = {"comments": "Looks away", "eventStatus": "Suspicious", "eventStart": 12, "eventFinish": 20, "duration": 8}
DESKTOP = {"comments": "A page", "eventStatus": "Rules Violation", "eventStart": 3, "eventFinish": 4, "duration": 1}
COMMENTS = (
    ReviewComment(comment="Looks away", status="Suspicious", start=12.0, stop=20.0, duration=8.0),
    ReviewComment(comment="A page", status="Rules Violation", start=3.0, stop=4.0, duration=1.0),
)


def register(request: VendorRequest) -> Answer:
    """A locator for each exam code."""
    return Answer.json({"ssiRecordLocator": f"LOCATOR-{request.json()['examCode']}"})


def review(word: str, **body: Any) -> Callback:
    """A posted review."""
    exam = {"examCode": ATTEMPT_CODE, "ssiRecordLocator": f"LOCATOR-{ATTEMPT_CODE}"}
    content = {"reviewStatus": word, "examMetaData": exam, **body}
    return make_callback("software_secure", CallbackKind.REVIEW, json.dumps(content).encode(), token=SECRET)


SUBJECT = Subject(
    backend=SoftwareSecure,
    name="software_secure",
    options={
        "exam_register_endpoint": f"{VENDOR}/register",
        "exam_sponsor": "The Sponsor",
        "organization": "The Organization",
        "secret_key_id": "the-key-id",
        "secret_key": "the-secret-of-the-signature",
        "crypto_key": "123456789123456712345678",
        "software_download_url": "https://vendor.example/download",
        "video_review_aes_key": "000102030405060708090a0b0c0d0e0f",
        "review_callback_secret": SECRET,
    },
    quick_options={"timeout": 0.3},
    routes=(
        Route("POST", "/register", register, "register_attempt"),
        Route("HEAD", "/register", Answer(), "check"),
    ),
    external_id=f"LOCATOR-{ATTEMPT_CODE}",
    callbacks=(
        Sample(callback=make_callback("software_secure", CallbackKind.LAUNCH), means=Launched),
        Sample(
            callback=review(
                "Clean",
                webCamComments=[WEB_CAM],
                desktopComments=[DESKTOP],
                videoReviewLink=LINK,
                examApiData={"examTakerFirstName": "Testina"},
            ),
            means=ReviewStatus.PASSED,
            word="Clean",
            comments=COMMENTS,
            private=(LINK, "Testina"),
        ),
        *(
            Sample(callback=review(word), means=status, word=word)
            for word, status in VERDICTS.items()
            if word != "Clean"
        ),
    ),
    covers_body=False,
    not_applicable={
        "test_an_empty_secret_opens_nothing": "without a callback secret reviews are taken as they come, as existing "
        "installations expect, and software_secure.W001 warns of it",
    },
)
