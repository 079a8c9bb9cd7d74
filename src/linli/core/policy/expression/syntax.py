"""The syntax tree of one expression by DuckDB's grammar, within a bounded number of steps."""

from __future__ import annotations

from typing import Any

from sqlglot.dialects import DuckDB
from sqlglot.errors import ParseError

from linli.core.kernel.problem import Place, ProblemError
from linli.core.policy.expression.screen import MAX_CHARACTERS, too_large
from linli.core.policy.letters import letter

Syntax = Any
"""A syntax tree of sqlglot, whose base class has another name in each major version."""

MAX_STEPS = 4 * MAX_CHARACTERS
"""An expression takes as many steps as it has words; nested types would take ever twice as many."""
_DIALECT = DuckDB()


class _Parser(DuckDB.Parser):  # type: ignore[misc] # sqlglot leaves it untyped
    """Counts its steps and gives up after so many, as it does where parts lie too deep."""

    steps = 0

    def _advance(self, times: int = 1) -> None:
        """Go forward, or back to try another way."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise RecursionError
        super()._advance(times)


def syntax_of(text: str, place: Place) -> Syntax:
    """Return the syntax tree of exactly one expression."""
    try:
        trees = _Parser(dialect=_DIALECT).parse(_DIALECT.tokenize(text), text)
    except RecursionError:
        raise ProblemError(too_large(place)) from None
    except ParseError as error:
        near = error.errors[0]["highlight"] if error.errors else text[:40]
        raise ProblemError(letter("expression.unreadable", place, near or text[-40:])) from None
    except Exception:  # noqa: BLE001 - whatever the parser trips over, the author's text is at fault
        raise ProblemError(letter("expression.unreadable", place, text[:40])) from None
    if len(trees) != 1 or trees[0] is None:
        raise ProblemError(letter("expression.unreadable", place, text[:40]))
    return trees[0]
