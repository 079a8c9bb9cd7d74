"""Offices: the organisation as the pack names it, posts and who held them when."""
