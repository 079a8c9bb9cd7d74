"""What other programs read and write: REST under ``/api/v1``, OGC API - Features under ``/ogc``.

A program shows a token and acts for its user: the same scope, checks, actions and record.
"""
