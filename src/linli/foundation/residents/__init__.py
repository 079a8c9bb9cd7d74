"""Residents' personal data: sealed at rest, masked where shown, read for a purpose (PIPL)."""
