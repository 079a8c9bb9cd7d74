"""Idle land and buildings and their reuse; filled by its own issue (S41-S44, S79)."""
