"""PDF documents set by Typst with its own fonts; official Word documents are in ``word``."""

from linli.engines.documents.pictures import printable
from linli.engines.documents.render import render_pdf, render_pictures

__all__ = ["printable", "render_pdf", "render_pictures"]
