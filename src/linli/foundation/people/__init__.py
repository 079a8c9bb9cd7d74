"""Organisations, posts, users, roles, divisions and jurisdictions, and who may see what."""
