"""The procedure that a project needs, and no step more; filled by its own issue (S30-S40)."""
