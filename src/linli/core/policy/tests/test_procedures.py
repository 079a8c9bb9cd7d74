"""Steps of a pack that no order fits, or whose effect is not clear, are refused."""

import pytest

from linli.core.policy.checks.procedures import check_procedures
from linli.core.policy.schema import Procedure

NAMES = {
    "label": {"zh": "环节", "en": "Step"},
    "clause": "一",
    "serves": (),
    "lead_office": "住建局",
}


class Steps:
    """A pack as far as the check of steps looks at it."""

    def __init__(self, **steps):
        self.procedures = tuple(
            Procedure.model_validate({**NAMES, "code": code, **keys})
            for code, keys in steps.items()
        )


def codes(pack):
    return [problem.code for problem in check_procedures(pack)]


def test_steps_in_order_pass():
    assert codes(Steps(first={}, second={"after": ["first"]})) == []


@pytest.mark.parametrize(
    "steps",
    [
        {"a": {"after": ["b"]}, "b": {"after": ["a"]}},
        {"a": {"after": ["b"]}, "b": {"after": ["c"]}, "c": {"after": ["a"]}},
        # The commitment takes the place of the review, and so waits for what waits for it.
        {
            "review": {"waived_by": "rule", "replaced_by": "commitment"},
            "permit": {"after": ["review"]},
            "commitment": {"after": ["permit"]},
        },
    ],
)
def test_a_circle_is_named(steps):
    (problem,) = check_procedures(Steps(**steps))
    assert problem.code == "pack.step-circle"
    assert "→" in problem.message.zh


@pytest.mark.parametrize(
    "keys",
    [
        {"replaced_by": "other"},
        {"waived_by": "rule", "replaced_by": "other", "merged_with": "other"},
        {"waived_by": "rule", "merged_with": "apart"},
        {"waived_by": "rule", "merged_with": "held"},
    ],
)
def test_an_effect_that_cannot_hold_is_refused(keys):
    steps = {
        "other": {},
        "apart": {"track": "council"},
        "held": {"waived_by": "rule", "merged_with": "other"},
        "step": keys,
    }
    assert codes(Steps(**steps)) == ["pack.step-effect"]
