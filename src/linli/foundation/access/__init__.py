"""Signing in, and the three administrators: accounts, posts, security policy, lock-outs."""
