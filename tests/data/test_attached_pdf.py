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
    assert fault_of(content + bytes(4096)) == ""  # as some scanners end a file
    assert fault_of(content + bytes(4096) + b"x" * 4096) == CUT


def test_an_attachment_is_looked_into_apart(monkeypatch):
    """What is replaced here is not what the child has."""
    monkeypatch.setattr(kinds, "fault_of", lambda _content: "yang diganti")
    with strangers(Limits()):
        assert kind_of(pdf(b"<< >>")) == "pdf"
        with pytest.raises(AttachmentKindUnknown):
            kind_of(b"PK\x03\x04rusak")
