"""Files that records refer to, stored once by their digest."""
