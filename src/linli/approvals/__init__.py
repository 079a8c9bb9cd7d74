"""A project's way through the offices: schemes, cases, decisions, and registration (S30-S40)."""
