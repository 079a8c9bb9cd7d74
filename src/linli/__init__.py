"""Linli 邻里 runs a city programme for renovating old residential compounds."""
