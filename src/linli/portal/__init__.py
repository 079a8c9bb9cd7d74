"""What the public may see; filled by its own issue (S46, S85)."""
