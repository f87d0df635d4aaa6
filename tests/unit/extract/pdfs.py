"""PDFs for tests, written byte by byte (ISO 32000-1, section 7.5), so that no writer is needed."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter


@dataclass(frozen=True)
class Line:
    text: str
    size: int = 11


def pdf(pages: Sequence[Sequence[Line | str]], *, info: Mapping[str, str] | None = None, language: str = "") -> bytes:
    """A document with these lines on its pages, one below the other, in Latin letters; a page without is a picture."""
    objects: list[bytes] = []

    def add(content: str | bytes) -> int:
        objects.append(content if isinstance(content, bytes) else content.encode("latin-1"))
        return len(objects)

    font = add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    root = len(objects) + 2 * len(pages) + 1
    kids = []
    for lines in pages:
        drawn = []
        height = 780
        for line in lines:
            each = line if isinstance(line, Line) else Line(line)
            height -= each.size + 5
            text = each.text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            drawn.append(f"BT /F1 {each.size} Tf 1 0 0 1 60 {height} Tm ({text}) Tj ET")
        stream = "\n".join(drawn or ["0 0 600 800 re f"]).encode("cp1252")
        content = add(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        resources = f"<< /Font << /F1 {font} 0 R >> >>"
        kids.append(
            add(
                f"<< /Type /Page /Parent {root} 0 R /MediaBox [0 0 600 800] /Resources {resources} /Contents {content} 0 R >>"
            )
        )
    add(f"<< /Type /Pages /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] /Count {len(kids)} >>")
    catalog = add(f"<< /Type /Catalog /Pages {root} 0 R {f'/Lang ({language})' if language else ''} >>")
    entries = " ".join(f"/{name} ({value})" for name, value in (info or {}).items())
    said = add(f"<< {entries} >>")
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    offsets = []
    for number, content_of in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content_of))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = f"<< /Size {len(objects) + 1} /Root {catalog} 0 R /Info {said} 0 R >>"
    out.write(f"trailer\n{trailer}\nstartxref\n{table}\n%%EOF\n".encode())
    return out.getvalue()


def encrypted(document: bytes, *, password: str) -> bytes:
    """The same document, which opens with a password ("" for any reader) and may not be edited."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(document)))
    writer.encrypt(password, owner_password="owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
