"""Official documents as Word files, in the form of GB/T 9704-2012; plain values in, bytes out."""

from linli.engines.documents.word.parts import (
    Align,
    Attachment,
    Block,
    Column,
    Document,
    Fields,
    Head,
    Heading,
    Imprint,
    Number,
    Paragraph,
    Picture,
    Signature,
    SignHere,
    Table,
)
from linli.engines.documents.word.write import write_word

__all__ = [
    "Align",
    "Attachment",
    "Block",
    "Column",
    "Document",
    "Fields",
    "Head",
    "Heading",
    "Imprint",
    "Number",
    "Paragraph",
    "Picture",
    "SignHere",
    "Signature",
    "Table",
    "write_word",
]
