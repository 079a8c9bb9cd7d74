"""Write an official document as a Word file."""

from __future__ import annotations

import io

import docx
from docx.document import Document as Docx

from linli.engines.documents.word import frame
from linli.engines.documents.word.blocks import Body, add_blank, add_line, clean
from linli.engines.documents.word.parts import Attachment, Document
from linli.engines.documents.word.style import Style, set_page, set_styles


def write_word(document: Document) -> bytes:
    """Return a document as .docx in the form of GB/T 9704-2012; values in, bytes out.

    Characters that no Word file may hold are left out. Raises ``ValueError`` for a heading level
    beyond 4 and a row with another number of cells than columns, and the library's
    ``UnrecognizedImageError`` for a picture that is none.
    """
    made = docx.Document()
    set_page(made)
    set_styles(made)
    frame.add_page_numbers(made)
    _name(made, document)
    if document.head:
        frame.add_head(made, document.head)
    frame.add_title(made, document)
    Body(made).add(document.blocks)
    frame.add_attachment_list(made, document.attachments)
    if document.signature:
        frame.add_signature(made, document.signature)
    frame.add_notes(made, document.notes)
    for number, attachment in enumerate(document.attachments, start=1):
        _attach(made, attachment, number if len(document.attachments) > 1 else None)
    if document.imprint:
        frame.add_imprint(made, document.imprint)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _name(made: Docx, document: Document) -> None:
    """Say in the file's properties what it is and whose."""
    about = made.core_properties
    organs = document.signature.organs if document.signature else ()
    about.title, about.author = clean(document.title.replace("\n", "")), clean("、".join(organs))
    about.language, about.comments = "zh-CN", clean(document.status)


def _attach(made: Docx, attachment: Attachment, number: int | None) -> None:
    """Begin an attachment on a page of its own, its number flush left above its title."""
    line = add_line(made, f"附件{number or ''}", Style.ATTACHED)
    line.paragraph_format.page_break_before = True
    add_blank(made)
    add_line(made, attachment.title, Style.TITLE)
    add_blank(made)
    Body(made).add(attachment.blocks)
