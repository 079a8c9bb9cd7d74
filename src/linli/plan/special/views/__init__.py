"""Pages of the special plan."""
