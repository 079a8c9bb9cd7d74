"""Steps with lead office, due day and decision; filled by the desk's issue."""
