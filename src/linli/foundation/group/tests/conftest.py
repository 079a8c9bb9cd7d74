"""The officers of the steps' tests."""

from linli.foundation.steps.tests.conftest import *  # noqa: F403 - the same town
