"""A rule's condition: written as a small part of SQL, kept as our own checked tree.

``screen`` refuses what no condition may hold, ``read`` makes the tree, ``kinds`` checks types.
"""
