"""Projects waiting to be planned, each ready or with what it lacks (S14, S26)."""
