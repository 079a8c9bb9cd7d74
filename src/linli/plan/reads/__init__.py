"""Questions about targets, scenarios and plans."""
