"""The officer's desk, page parts and navigation shared by all rooms."""
