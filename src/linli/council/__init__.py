"""Residents' councils and their votes; filled by the council's issue (S45-S50)."""
