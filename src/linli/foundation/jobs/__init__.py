"""Long work beside the pages: asked for on a page, done by a worker, watched and stopped."""
