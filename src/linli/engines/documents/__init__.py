"""Word and PDF documents; filled by the approvals issue."""
