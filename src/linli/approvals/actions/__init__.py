"""Changes of the room, one file a stage of a case."""
