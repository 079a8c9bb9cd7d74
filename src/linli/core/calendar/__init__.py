"""Working days and deadlines, counted from a table of holidays that the caller passes in."""
