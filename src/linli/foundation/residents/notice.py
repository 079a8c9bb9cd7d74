"""The notice on residents' data; its version stands beside every consent."""

NOTICE_VERSION = "2026-11"
"""Changes with the words of ``residents/notice.html``; who agreed to older ones is asked anew."""
