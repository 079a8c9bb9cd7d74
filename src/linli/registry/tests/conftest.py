"""Fixtures of the registry's tests."""

from linli.registry.tests.browsing import city, clerk, stocked
from linli.registry.tests.workbooks import survey_round

__all__ = ["city", "clerk", "stocked", "survey_round"]
