"""Changes that the system administrator makes (accounts), and the security administrator (rest)."""
