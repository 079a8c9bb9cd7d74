"""Who runs in benchmarks/policy.py, and the facts and rules that all of them get."""
