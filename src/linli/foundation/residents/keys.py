"""The keys of personal data, outside the database, and what is done with them.

A file holds a key a line, ``id:64 hex digits``; the first one seals, the others only open. From
each are derived a key for encryption and one for the hash by which values are searched.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.kernel.text import Text

CIPHERS = {"aes": (algorithms.AES, 32), "sm4": (algorithms.SM4, 16)}
"""AES-256-GCM, or SM4-GCM where the city's rules ask for it (``LINLI_PERSONAL_CIPHER``)."""
KEY_BYTES, NONCE_BYTES, TAG_BYTES = 32, 12, 16


class Key(NamedTuple):
    """A key with the name under which sealed values call it."""

    name: str
    secret: bytes

    def derived(self, use: str, size: int) -> bytes:
        """Return a key for one use."""
        return HKDF(hashes.SHA256(), size, salt=None, info=f"linli {use}".encode()).derive(
            self.secret
        )


def ring() -> list[Key]:
    """Return the keys, that which seals first; empty where there is none.

    Raises ``ProblemError`` for a file that is not made of keys.
    """
    text = settings.PERSONAL_KEYS
    if not text:
        path = Path(settings.PERSONAL_KEY_FILE)
        text = path.read_text("utf-8") if path.exists() else ""
    try:
        return [_key(line) for line in text.replace(",", "\n").split()]
    except ValueError as error:
        raise ProblemError(_BAD_KEYS) from error


def _key(line: str) -> Key:
    name, secret = line.split(":")
    key = Key(name, bytes.fromhex(secret))
    if not name or len(key.secret) != KEY_BYTES:
        raise ValueError(name)
    return key


def sealing_key() -> Key:
    """Return the key that seals; raises ``ProblemError`` where there is none."""
    if not (keys := ring()):
        raise ProblemError(NO_KEY)
    return keys[0]


def add_key() -> str:
    """Put a new key first into the key file, readable by its owner only; return its name."""
    path = Path(settings.PERSONAL_KEY_FILE)
    before = path.read_text("utf-8") if path.exists() else ""
    name = f"k{len(before.split()) + 1}-{secrets.token_hex(2)}"
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    new.touch(mode=0o600)
    new.write_text(f"{name}:{secrets.token_hex(KEY_BYTES)}\n{before}", encoding="utf-8")
    new.replace(path)  # whole or not at all
    return name


def sealed(text: str, place: str) -> str:
    """Return a value as the database keeps it: ``key.cipher.base64``; ``place`` is its column.

    A sealed value moved into another column does not open there.
    """
    key, cipher = sealing_key(), settings.PERSONAL_CIPHER
    algorithm, size = CIPHERS[cipher]
    nonce = os.urandom(NONCE_BYTES)
    encryptor = Cipher(algorithm(key.derived(cipher, size)), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(place.encode())
    content = encryptor.update(text.encode()) + encryptor.finalize()
    packed = urlsafe_b64encode(nonce + encryptor.tag + content).decode()
    return f"{current_prefix()}{packed}"


def opened(token: str, place: str) -> str:
    """Return what was sealed; raises ``ProblemError`` for a missing key or an altered value."""
    name, cipher, packed = token.split(".")
    key = next((each for each in ring() if each.name == name), None)
    if key is None:
        raise ProblemError(_lost(name))
    algorithm, size = CIPHERS[cipher]
    raw = urlsafe_b64decode(packed)
    nonce, tag = raw[:NONCE_BYTES], raw[NONCE_BYTES : NONCE_BYTES + TAG_BYTES]
    decryptor = Cipher(algorithm(key.derived(cipher, size)), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(place.encode())
    try:
        content = decryptor.update(raw[NONCE_BYTES + TAG_BYTES :]) + decryptor.finalize()
    except InvalidTag as error:
        raise ProblemError(_ALTERED) from error
    return content.decode()


def current_prefix() -> str:
    """Return how values begin that are sealed with the first key and the settings' cipher."""
    return f"{sealing_key().name}.{settings.PERSONAL_CIPHER}."


def search_hash(text: str, place: str, key: Key | None = None) -> str:
    """Return the keyed hash by which a normalised value is found; of the first key by default."""
    secret = (key or sealing_key()).derived("search", KEY_BYTES)
    return hmac.new(secret, f"{place}:{text}".encode(), hashlib.sha256).hexdigest()


NO_KEY = Problem(
    "personal-no-key",
    Text("没有个人信息密钥，不能保存居民信息。", "No key for personal data: nothing is kept."),
    Text("请系统管理员执行 linli residents new-key。", "Run: linli residents new-key."),
)
_BAD_KEYS = Problem(
    "personal-bad-keys",
    Text("个人信息密钥文件内容不对。", "The file of keys for personal data is not made of keys."),
    Text("每行应为 名称:64 位十六进制。", "A line is name:64 hex digits; restore the file."),
)
_ALTERED = Problem(
    "personal-altered",
    Text("加密的个人信息被改动过，无法解开。", "A sealed value was altered and does not open."),
    Text("请用备份比对。", "Compare with a backup."),
)


def _lost(name: str) -> Problem:
    return Problem(
        "personal-key-lost",
        Text(f"缺少个人信息密钥 {name}。", f"The key {name} for personal data is missing."),
        Text("请把该密钥放回密钥文件。", "Put this key back into the key file."),
    )
