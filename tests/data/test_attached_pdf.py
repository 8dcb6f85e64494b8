"""PDFs that office programs make are taken; those that run or carry something are not."""

from __future__ import annotations

import zlib

import pytest
import typst

from data.errors import AttachmentKindUnknown, AttachmentUnsafe
from data.handover import kinds
from data.handover.kinds import kind_of
from data.handover.pdf import CUT, LOCKED, UNKNOWN, fault_of
from data.messages import sentence
from geo.apart import Limits, strangers

REST = b" /N 1 /First 4 /Filter /FlateDecode"
ACTION = b"<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"


def pdf(*objects: bytes) -> bytes:
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (at, each) for at, each in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


def packed(inside: bytes, head: bytes = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode") -> bytes:
    return b"<< %b >>\nstream\n%b\nendstream" % (head, zlib.compress(inside))


def told(head: bytes, data: bytes) -> bytes:
    return pdf(b"<< %b >>\nstream\n%b\nendstream" % (head, data))


def stored(*parts: bytes) -> bytes:
    """Pack the first part as it is, the others in truth."""
    first, rest = zlib.compressobj(0, wbits=-15), zlib.compressobj(wbits=-15)
    body = first.compress(parts[0]) + first.flush(zlib.Z_FULL_FLUSH) + rest.compress(b"".join(parts[1:])) + rest.flush()
    return b"\x78\x01" + body + zlib.adler32(b"".join(parts)).to_bytes(4)


def hidden(text: bytes, more: bytes = b"/Filter /ASCIIHexDecode", data: bytes = b"") -> bytes:
    """An object stream in whose dictionary a text pretends that its data begin, before it says how they are packed."""
    data = data or (b"1 0 " + ACTION).hex().encode() + b">"
    return pdf(b"<< /Type /ObjStm /N 1 /First 4 /X (%b) %b >>\nstream\n%b\nendstream" % (text, more, data))


def predicted(inside: bytes) -> bytes:
    """Pack rows of one byte, each told by the one above (PNG, "up")."""
    rows = b"".join(bytes([2, (now - before) % 256]) for before, now in zip(b"\0" + inside, inside, strict=False))
    return zlib.compress(rows)


def jumped(inside: bytes) -> bytes:
    """A file of the norm whose table of references leads into a text."""
    made = pdf(b"<< /Type /Catalog >>", b"<< /Title (%b) >>" % inside)
    at = made.index(inside)
    table = b"xref\n0 3\n0000000000 65535 f \n%010d 00000 n \n%010d 00000 n \n" % (made.index(b"1 0 obj"), at)
    return made.replace(b"trailer", table + b"trailer")


def updated(first: bytes, later: bytes) -> bytes:
    """A file, and what was changed in it later, added at its end."""
    return first + later.removeprefix(b"%PDF-1.7\n")


HEX = b"<< /Type /ObjStm /N 1 /First 4 /Filter /ASCIIHexDecode >> stream 31203020%b> endstream" % ACTION.hex().encode()
PLAIN = pdf(b"<< /Type /Catalog >>")
PACKED = zlib.compress(b"1 0 " + ACTION)
STORED = stored(b"1 0 << >> endstream ", ACTION)

HOSTILE = {
    "a script": (pdf(ACTION), "skrip"),
    "a script spelt otherwise": (pdf(ACTION.replace(b"JavaScript", b"J#61v#61Script")), "skrip"),
    "a program": (pdf(b"<< /S /Launch /F (cmd.exe) >>"), "perintah menjalankan program"),
    "a file inside": (pdf(b"<< /Type /EmbeddedFile >>\nstream\nMZ\nendstream"), "berkas lain di dalamnya"),
    "a form that is sent": (pdf(b"<< /S /SubmitForm >>"), "pengiriman formulir"),
    "an XFA form": (pdf(b"<< /XFA 3 0 R >>"), "formulir XFA"),
    "in an object stream": (pdf(packed(b"1 0 " + ACTION)), "skrip"),
    "in one that hides its kind": (pdf(packed(b"1 0 " + ACTION, b"/Type /Obj#53tm" + REST)), "skrip"),
    "in one whose kind stands elsewhere": (pdf(packed(b"1 0 " + ACTION, b"/Type 9 0 R" + REST)), "skrip"),
    "in one that is not packed": (
        pdf(b"<< /Type /ObjStm /N 1 /First 4 >>\nstream\n1 0 << /XFA 1 >>\nendstream"), "formulir XFA"
    ),
    "inside the data of another stream": (pdf(b"<< >>\nstream\n7 0 obj " + ACTION + b"\nendstream"), "skrip"),
    "packed twice": (pdf(packed(b"", b"/Type /ObjStm /N 1 /First 4 /Filter [/ASCIIHexDecode /FlateDecode]")), UNKNOWN),
    "packed in the same way twice": (
        told(b"/Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode]", zlib.compress(PACKED)), UNKNOWN
    ),
    "in one whose packing stands elsewhere": (told(b"/Type /ObjStm /N 1 /First 4 /Filter 9 0 R", PACKED), UNKNOWN),
    "in one packed under a short name": (told(b"/Type /ObjStm /N 1 /First 4 /Filter /Fl", PACKED), UNKNOWN),
    "in digits": (told(b"/Type /ObjStm /N 1 /First 4 /Filter /AHx", b"312030 " + ACTION.hex().encode()), UNKNOWN),
    "behind a text that looks like an object": (
        told(b"/Type/ObjStm/Filter/FlateDecode/N 1/First 4/X (obj)", PACKED), "skrip"
    ),
    "behind a text that looks like a stream": (pdf(b"<< /A (stream) >>", packed(b"1 0 " + ACTION)), "skrip"),
    "behind a text in its own dictionary": (
        told(b"/Type/ObjStm/N 1/First 4/X(stream endstream)/Filter/AHx", b"31 30 20"), UNKNOWN
    ),
    "behind the end of the data that is none": (told(b"/N 1/First 4/Filter/FlateDecode", STORED), UNKNOWN),
    "in a stream that does not say so": (told(b"/Filter /FlateDecode", PACKED), "skrip"),
    "behind a text that ends a dictionary": (hidden(b">>stream 1 0 endstream"), UNKNOWN),
    "behind two of them": (hidden(b">>stream 1 0 endstream 8 0 obj <<>> endobj >>stream 1 0 endstream"), UNKNOWN),
    "behind one with an escape": (hidden(b"\\) >>stream 1 0 endstream \\("), UNKNOWN),
    "behind one in brackets": (hidden(b"(>>stream 1 0 endstream)"), UNKNOWN),
    "behind a comment": (hidden(b"", b"%) >>stream 1 0 endstream\n/Filter /ASCIIHexDecode"), UNKNOWN),
    "behind one in hexadecimal": (hidden(b"", b"/Y <3e3e73> /Filter [/ASCII85Decode /FlateDecode]"), UNKNOWN),
    "told row by row": (
        hidden(b">>stream 1 0 endstream", b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 1 >>",
               predicted(b"1 0 " + ACTION)), UNKNOWN
    ),
    "where a reference leads into a text": (jumped(b"2 0 obj " + HEX.replace(b"(", b"").replace(b")", b"")), UNKNOWN),
    "where a reference leads into a comment": (
        jumped(b"x").replace(b"trailer", b"%2 0 obj " + HEX + b"\ntrailer"), UNKNOWN
    ),
    "where a reference leads into the data of another": (
        pdf(b"<< /Length 900 >>\nstream\n2 0 obj " + HEX.replace(b"stream", b"STREAM") + b"\nendstream"), UNKNOWN
    ),
    "added later": (updated(PLAIN, pdf(ACTION)), "skrip"),
    "added later and packed": (updated(PLAIN, pdf(packed(b"1 0 " + ACTION))), "skrip"),
    "added later, then locked": (updated(PLAIN, PLAIN.replace(b"/Root", b"/Enc#72ypt 5 0 R /Root")), LOCKED),
    "taken back later": (updated(pdf(ACTION), PLAIN), "skrip"),
    "a short name spelt otherwise": (pdf(b"<< /#58#46#41 3 0 R >>"), "formulir XFA"),
    "a packed name spelt otherwise": (pdf(packed(b"1 0 << /S /L#61unch >>")), "perintah menjalankan program"),
    "a file elsewhere": (pdf(b"<< /S /GoToR /F (x.pdf) >>"), "rujukan ke berkas lain"),
    "data elsewhere": (pdf(b"<< /F (x) /FFilter /FlateDecode >>\nstream\n\nendstream"), "rujukan ke berkas lain"),
    "a script of a film": (pdf(b"<< /S /Rendition /JS (app.alert(1)) >>"), "media yang berjalan"),
    "a script of a body": (pdf(b"<< /Subtype /3D /OnInstantiate 5 0 R >>"), "skrip"),
    "two kinds of packing in one dictionary": (
        told(b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Filter /ASCIIHexDecode", PACKED), UNKNOWN
    ),
    "a text that never ends": (pdf(b"<< /A (abc >>"), UNKNOWN),
    "a dictionary that never ends": (pdf(b"<< /A 1"), UNKNOWN),
    "something between objects": (pdf(b"<< >>").replace(b"trailer", b"/OpenAction 5 0 R trailer"), UNKNOWN),
    "damaged": (pdf(b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\nxxxx\nendstream"), UNKNOWN),
    "a bomb": (pdf(packed(bytes(120_000_000))), UNKNOWN),
    "locked": (pdf(b"<< >>").replace(b"/Root", b"/Encrypt 5 0 R /Root"), LOCKED),
    "cut off": (pdf(b"<< >>")[:-8], CUT),
}  # fmt: skip


@pytest.mark.parametrize(("content", "found"), HOSTILE.values(), ids=HOSTILE)
def test_a_pdf_that_does_more_than_show_pages_is_refused(content, found):
    with strangers(Limits()), pytest.raises(AttachmentUnsafe) as refused:
        kind_of(content)
    assert refused.value.facts == {"found": found}
    assert sentence(refused.value).startswith(f"PDF ini memuat {found}; ")


def test_pdfs_that_programs_make_are_taken(tmp_path):
    (tmp_path / "a.typ").write_text('= Surat\\n#link("https://kantor.example")[alamat]\\n' * 40, encoding="utf-8")
    assert fault_of(typst.compile(tmp_path / "a.typ")) == ""
    assert fault_of(pdf(b"<< /OpenAction [3 0 R /Fit] >>", packed(b"1 0 << /Type /Page >>"))) == ""
    assert (
        fault_of(pdf(packed(b"xref", b"/Type /XRef /W [1 2 1] /Filter /FlateDecode /DecodeParms << /Columns 4 >>")))
        == ""
    )


def test_what_stands_in_the_texts_and_behind_the_end_of_honest_pdfs_is_no_matter():
    signature = b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [0 1 2 3] >>"
    title = b"<< /Type /Metadata >>\nstream\n<dc:title>Arus stream pos</dc:title>\nendstream"
    page = packed(b"1 0 0 1 72 720 cm /F1 12 Tf (NIK) Tj", b"/Filter /FlateDecode")
    content = pdf(signature, title, page, packed(b"1 0 << /Type /Page >>"))
    assert fault_of(content) == ""
    outline, profile = b"<< /Type /Outlines /First 3 0 R /Count 1 >>", b"<< /N 3 >>\nstream\nacsp\nendstream"
    assert fault_of(pdf(outline, profile)) == "", "of PDF/A"
    assert fault_of(updated(content, pdf(b"<< /Type /Sig /Contents <3082> >>"))) == ""  # signed
    told_texts = (b"(Arus stream pos)", b"(a \\) obj (b) >> c)", b"<73747265616d>", b"(objek 1) % 2 objek")
    assert [fault_of(pdf(b"<< /Title %b\n >>" % each)) for each in told_texts] == [""] * len(told_texts)
    assert fault_of(content + bytes(4096)) == ""  # as some scanners end a file
    assert fault_of(content + bytes(4096) + b"x" * 4096) == CUT


def test_an_attachment_is_looked_into_apart(monkeypatch):
    """What is replaced here is not what the child has."""
    monkeypatch.setattr(kinds, "fault_of", lambda _content: "yang diganti")
    with strangers(Limits()):
        assert kind_of(pdf(b"<< >>")) == "pdf"
        with pytest.raises(AttachmentKindUnknown):
            kind_of(b"PK\x03\x04rusak")
