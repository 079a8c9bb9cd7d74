"""What changes a special plan: drafting, layers, comments, approval and filing."""
