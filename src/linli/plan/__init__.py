"""Targets, scenarios and the adopted annual plan (S04-S09, S19)."""
