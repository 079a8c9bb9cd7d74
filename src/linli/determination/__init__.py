"""Says what the pack grants each compound on a day, and why (S17-S19, S30-S36, S70)."""
