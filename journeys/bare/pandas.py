"""Stands before the pandas that benchmarks need: a city's server has none and starts sooner."""

raise ImportError
