import base64
import hashlib

import pytest
from Crypto.Cipher import AES
from proctoring_software_secure.video import VideoLinkUnreadable, decrypt_link, encrypt_link, key_id

from proctoring_host.data import VideoLink, VideoQuery
from proctoring_host.errors import BackendError

KEY = bytes(range(16))
LINK = "https://vendor.example/Reviewer/DirectLink-Generic.aspx?ID=one"
# printf <link> | openssl enc -aes-128-cbc -K <key> -iv <first 16 characters of md5(key + md5(key))> -base64 -A
OLD_ROW = "6RStq4BWHxa6jC5mCY3nbg2q62yawFhl22kOUzV4CnDSRJ8rGykeTVP9o5YFQVDFhSxrXPn3n-LWIiwmMXgD9Q=="
OLD_ROW_WITHOUT_LINK = "tibblcw6JhS-Ibvv5GMAzw=="


@pytest.mark.parametrize("length", [16, 24, 32])
@pytest.mark.parametrize("link", [LINK, "http://vendor.example/ä?q=考", "https://x" + "y" * 5000])
def test_a_link_comes_back_as_it_was(length, link):
    key = bytes(range(length))

    assert decrypt_link(encrypt_link(link, key), key) == link


def test_the_same_link_never_looks_the_same():
    assert len({encrypt_link(LINK, KEY) for _ in range(50)}) == 50


def test_a_row_can_be_opened_by_anybody_who_knows_form_and_key():
    version, identifier, encoded = encrypt_link(LINK, KEY).split(".")

    sealed = base64.urlsafe_b64decode(encoded)
    cipher = AES.new(KEY, AES.MODE_GCM, nonce=sealed[:12])
    cipher.update(f"{version}.{identifier}".encode())
    assert cipher.decrypt_and_verify(sealed[28:], sealed[12:28]).decode() == LINK
    assert version == "v1"


def test_the_id_of_a_key_stays_what_it_is():
    assert key_id(KEY) == hashlib.sha256(b"proctoring-software-secure video key\n" + KEY).hexdigest()[:8] == "3561f70c"


def test_every_changed_character_is_noticed():
    row = encrypt_link(LINK, KEY)

    for position, character in enumerate(row):
        other = "A" if character != "A" else "B"
        with pytest.raises(VideoLinkUnreadable):
            decrypt_link(row[:position] + other + row[position + 1 :], KEY)


@pytest.mark.parametrize(
    "row",
    [
        "v1.x",
        "v1.a.b.c",
        ".",
        "..",
        "v2.3561f70c.AAAA",
        "v1.3561f70c.",
        "v1.3561f70c.ä",
        "v1.3561f70c.A",
        "v1.3561f70c.AAAA",
    ],
)
def test_a_row_of_the_wrong_form_is_unreadable(row):
    with pytest.raises(VideoLinkUnreadable):
        decrypt_link(row, KEY)


def test_an_old_row_can_be_read():
    assert decrypt_link(OLD_ROW, KEY) == LINK


@pytest.mark.parametrize("row", ["", "AAAA", "not base64!", OLD_ROW[:-4], OLD_ROW_WITHOUT_LINK, "ä"])
def test_an_old_row_that_is_broken_or_holds_no_link_is_unreadable(row):
    with pytest.raises(VideoLinkUnreadable):
        decrypt_link(row, KEY)


def test_an_old_row_of_another_key_is_unreadable():
    for number in range(50):
        with pytest.raises(VideoLinkUnreadable):
            decrypt_link(OLD_ROW, bytes([number]) + KEY[1:] if number else KEY[::-1])


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "//vendor.example/", ""])
def test_what_is_no_web_address_is_never_shown(link):
    with pytest.raises(VideoLinkUnreadable, match="not a web address"):
        decrypt_link(encrypt_link(link, KEY), KEY)


@pytest.fixture
def watch(make):
    def watch(row, **options):
        return make.backend(**options).video_url(VideoQuery(attempt=make.attempt(), encrypted_video_url=row))

    return watch


@pytest.mark.parametrize("row", [OLD_ROW, encrypt_link(LINK, KEY)], ids=["old", "new"])
def test_staff_are_led_to_the_html5_player(row, watch):
    address = watch(row, video_review_aes_key=KEY.hex())

    assert address == "https://vendor.example/Reviewer/DirectLink-HTML5.aspx?ID=one"


def test_without_a_key_staff_are_told_which_option_is_missing(watch):
    with pytest.raises(BackendError, match="no video_review_aes_key is configured") as caught:
        watch(OLD_ROW)

    assert caught.value.final


def test_a_row_of_another_key_names_that_key(watch):
    row = encrypt_link(LINK, KEY)

    with pytest.raises(BackendError, match=key_id(KEY)) as caught:
        watch(row, video_review_aes_key=KEY[::-1].hex())

    assert KEY.hex() not in str(caught.value)
    assert "vendor.example" not in str(caught.value)


@pytest.mark.parametrize("row", [OLD_ROW, encrypt_link(LINK, KEY)], ids=["old", "new"])
def test_a_stored_link_is_encrypted_anew_in_the_form_of_today(row, make):
    backend = make.backend(video_review_aes_key=KEY.hex())

    renewed = backend.renew_video_link(VideoLink(encrypted_video_url=row))

    assert renewed.startswith(f"v1.{key_id(KEY)}.")
    assert renewed != row
    assert decrypt_link(renewed, KEY) == LINK


@pytest.mark.parametrize(
    ("options", "reason"),
    [({}, "no video_review_aes_key is configured"), ({"video_review_aes_key": KEY[::-1].hex()}, "with another key")],
)
def test_a_stored_link_that_cannot_be_opened_is_not_encrypted_anew(make, options, reason):
    with pytest.raises(BackendError, match=reason) as caught:
        make.backend(**options).renew_video_link(VideoLink(encrypted_video_url=OLD_ROW))

    assert OLD_ROW not in str(caught.value)
