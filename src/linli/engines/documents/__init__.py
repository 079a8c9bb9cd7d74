"""PDF documents, set by Typst with fonts that come along; ``word`` writes official Word documents."""

from linli.engines.documents.pictures import printable
from linli.engines.documents.render import render_pdf, render_pictures

__all__ = ["printable", "render_pdf", "render_pictures"]
