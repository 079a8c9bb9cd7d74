"""Pages of the policy: its library, its answers, a bench, and what a change touches."""
