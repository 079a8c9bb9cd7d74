"""A rule's condition: written as a small part of SQL, kept as our own checked tree.

``screen`` refuses what no condition may hold, ``syntax`` parses, ``read`` makes the tree,
``kinds`` checks types, ``units`` what they are counted in.
"""
