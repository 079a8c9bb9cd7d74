"""Cost shares, sources and their permitted uses; filled by the funding issue."""
