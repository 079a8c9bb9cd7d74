"""Policy as data: the pack, its expressions, three-valued answers and their explanations."""
