"""What a pack must fulfil: its form first (``form``), then its meaning (the other files)."""
