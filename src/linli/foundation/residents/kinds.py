"""Kinds of personal data: how each is written, checked, compared and masked."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

STAR = "*"
MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"0\d{9,11}")
IDENTITY = re.compile(r"\d{17}[\dX]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


class Kind(StrEnum):
    """What a sealed value is."""

    NAME = "name"
    PHONE = "phone"
    IDENTITY = "identity"


def normalised(kind: Kind, text: str) -> str:
    """Return a value in the one form in which it is kept, compared and searched."""
    text = unicodedata.normalize("NFKC", text).strip()
    if kind is Kind.NAME:
        return re.sub(r"\s+", " ", text)
    text = re.sub(r"[\s()-]", "", text).upper()
    return re.sub(r"^(\+|00)86", "", text) if kind is Kind.PHONE else text


def is_right(kind: Kind, text: str) -> bool:
    """Tell whether a normalised value can be one of its kind; an identity number by its digits."""
    if kind is Kind.NAME:
        return bool(text)
    if kind is Kind.PHONE:
        return bool(MOBILE.fullmatch(text) or LANDLINE.fullmatch(text))
    if not IDENTITY.fullmatch(text):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == text[-1]


def masked(kind: Kind, text: str) -> str:
    """Return what is shown of a value: 张**, 138****5678, 4507**********1234."""
    if not text:
        return ""
    if kind is Kind.NAME:
        return text[0] + STAR * 2
    first = 3 if kind is Kind.PHONE else 4
    return text[:first] + STAR * max(len(text) - first - 4, 4) + text[-4:]
