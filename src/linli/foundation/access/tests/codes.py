"""An authenticator app in ten lines (RFC 6238): the tests' own, so that two programs agree."""

import base64
import hmac
import struct
import time


def code_of(secret: str, at: float | None = None) -> str:
    """Return the six figures that an app shows for a secret at a time."""
    key = base64.b32decode(secret)
    step = struct.pack(">Q", int((time.time() if at is None else at) // 30))
    digest = hmac.digest(key, step, "sha1")
    place = digest[-1] & 0xF
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"
