"""Why each candidate is in or out of a plan, what would let it in, and what each limit costs."""

from linli.core.planning.explain.reasons import explain

__all__ = ["explain"]
