"""Links to recordings: whoever has the link sees the recording, so it is kept encrypted.

A row of ours is `v1.<key id>.<base64url of nonce, tag and text>`, encrypted with AES-GCM; version and key id are
authenticated with it. A row without these three parts is an older one: AES-CBC with an initialisation vector
made from the key.
"""

import base64
import hashlib

from Crypto.Cipher import AES
from Crypto.Random import get_random_bytes
from Crypto.Util.Padding import unpad

VERSION = "v1"
NONCE_BYTES = 12
TAG_BYTES = 16


class VideoLinkUnreadable(Exception):
    """The stored text cannot be opened; the message says why and holds nothing of it."""


def key_id(key: bytes) -> str:
    """Tells which key a row was encrypted with, and nothing about the key."""
    return hashlib.sha256(b"proctoring-software-secure video key\n" + key).hexdigest()[:8]


def encrypt_link(link: str, key: bytes) -> str:
    """A new text each time, also for the same link."""
    header = f"{VERSION}.{key_id(key)}"
    cipher = AES.new(key, AES.MODE_GCM, nonce=get_random_bytes(NONCE_BYTES), mac_len=TAG_BYTES)
    cipher.update(header.encode())
    encrypted, tag = cipher.encrypt_and_digest(link.encode())
    return f"{header}.{base64.urlsafe_b64encode(cipher.nonce + tag + encrypted).decode()}"


def decrypt_link(stored: str, key: bytes) -> str:
    """The link of a new or an old row; raises `VideoLinkUnreadable`."""
    try:
        link = (_open_current(stored, key) if "." in stored else _open_old(stored, key)).decode()
    except ValueError:
        # Chained, it would show pieces of what was decrypted.
        raise VideoLinkUnreadable("it was encrypted with another key, or changed since") from None
    if not link.startswith(("http://", "https://")):
        raise VideoLinkUnreadable("what it holds is not a web address")
    return link


def viewer_link(link: str) -> str:
    """The vendor sends the address of its plugin-based player; its HTML5 player has this one."""
    return link.replace("DirectLink-Generic", "DirectLink-HTML5")


def _open_current(stored: str, key: bytes) -> bytes:
    version, stored_key_id, encoded = stored.split(".")
    if version != VERSION:
        raise VideoLinkUnreadable("it has a form this version does not know")
    if stored_key_id != key_id(key):
        raise VideoLinkUnreadable(f"it was encrypted with the key {stored_key_id[:8]!r}, which is not configured")
    sealed = base64.b64decode(encoded, altchars=b"-_", validate=True)
    nonce, tag = sealed[:NONCE_BYTES], sealed[NONCE_BYTES : NONCE_BYTES + TAG_BYTES]
    cipher = AES.new(key, AES.MODE_GCM, nonce=nonce, mac_len=TAG_BYTES)
    cipher.update(f"{version}.{stored_key_id}".encode())
    return cipher.decrypt_and_verify(sealed[NONCE_BYTES + TAG_BYTES :], tag)


def _open_old(stored: str, key: bytes) -> bytes:
    encrypted = base64.b64decode(stored, altchars=b"-_", validate=True)
    cipher = AES.new(key, AES.MODE_CBC, iv=_old_vector(key))
    return unpad(cipher.decrypt(encrypted), AES.block_size)


def _old_vector(key: bytes) -> bytes:
    inner = hashlib.md5(key, usedforsecurity=False).hexdigest().encode()
    return hashlib.md5(key + inner, usedforsecurity=False).hexdigest()[:16].encode()
