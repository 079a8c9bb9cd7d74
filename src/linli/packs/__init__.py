"""Policy packs as data, one folder a pack: TOML, and the places (divisions, boundaries) it covers."""
