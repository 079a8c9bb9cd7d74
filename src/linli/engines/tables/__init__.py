"""Whole columns at once with Polars: read survey cells by the fact dictionary."""
