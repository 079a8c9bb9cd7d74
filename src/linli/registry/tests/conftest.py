"""Fixtures of the registry's tests."""

from linli.registry.tests.workbooks import survey_round

__all__ = ["survey_round"]
