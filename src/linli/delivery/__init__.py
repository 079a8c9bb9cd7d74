"""Works from start to acceptance; filled by its own issue (S06-S07, S66, S72)."""
