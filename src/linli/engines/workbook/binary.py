"""Numbers of spreadsheets as people wrote them: cells hold binary fractions, which add noise."""

from __future__ import annotations

import polars as pl

_DECIMAL = r"^-?\d+\.\d+$"
_NOISY = 16  # significant digits from which on a cell may hold noise
_MEANT = 14  # digits that a number without its noise has at most; spreadsheets keep 15
_NO_DIGITS = "-.0"


def without_noise(frame: pl.DataFrame) -> pl.DataFrame:
    """Return text cells with 78407776.099999994 as 78407776.1; other long numbers stay."""
    for name in frame.columns:
        cells = frame[name]
        if cells.dtype == pl.String:
            long = (cells.str.len_bytes() > _NOISY) & cells.str.contains(_DECIMAL)
            if texts := cells.filter(long.fill_null(value=False)).unique().to_list():
                meant = {text: _meant(text) for text in texts}
                frame = frame.with_columns(cells.replace(meant))
    return frame


def _meant(text: str) -> str:
    short = f"{float(text):.15g}"
    is_noisy = _digits(text) >= _NOISY and _digits(short) <= _MEANT and "e" not in short
    return short if is_noisy else text


def _digits(number: str) -> int:
    return len(number.lstrip(_NO_DIGITS).replace(".", ""))
