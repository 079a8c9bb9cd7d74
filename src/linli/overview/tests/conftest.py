"""Fixtures of the overview's tests."""

import pytest

from linli.registry import columns


@pytest.fixture(autouse=True)
def _no_columns_of_other_tests():
    """Towns made without a record of changes leave no mark by which the columns would know them."""
    columns._held.clear()
