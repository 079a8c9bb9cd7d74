"""The page of security controls names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/reference/security.md").read_text("utf-8")
NAMED = re.findall(r"`([\w/]+/test_\w+\.py)(?:::(\w+))?`", PAGE)


def test_every_control_names_tests_that_exist():
    missing = []
    for path, name in NAMED:
        file = next(
            (each for each in (ROOT / path, ROOT / "src/linli" / path) if each.exists()), None
        )
        if file is None or (name and f"def {name}(" not in file.read_text("utf-8")):
            missing.append(f"{path}::{name}")
    assert not missing


def test_every_row_is_proved_or_says_why_not():
    rows = [row for row in PAGE.splitlines() if row.startswith("| ") and "---" not in row]
    rows = [row for row in rows if not row.startswith("| control ")]
    assert len(rows) > 15
    for row in rows:
        assert "test_" in row or "make run" in row or "partly" in row, row


def test_the_page_says_what_is_the_operators():
    assert "## The operator's" in PAGE
