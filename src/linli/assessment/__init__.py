"""Supervision, scores and notices; filled by its own issue (S53, S86-S88)."""
