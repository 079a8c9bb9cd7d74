"""Policy packs as data, a folder each: TOML, and the places that the pack covers."""
