"""What all rooms come to: the front page, the figures, the cockpit, the search. Reads only."""
