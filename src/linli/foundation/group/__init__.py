"""The leading group at work: meetings and what they decide, training, the list of institutions."""
