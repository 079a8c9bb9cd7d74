"""Pages of the system and the security administrator."""
