"""Says what the policy pack grants each compound and project on a day, and why (S17-S19, S30-S36, S70)."""
