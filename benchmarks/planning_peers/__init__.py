"""Contestants of the planning benchmark and the country they plan."""
