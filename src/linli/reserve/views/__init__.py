"""Pages of the reserve."""
