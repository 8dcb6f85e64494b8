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


def test_an_attachment_is_looked_into_apart(monkeypatch):
    """What is replaced here is not what the child has."""
    monkeypatch.setattr(kinds, "fault_of", lambda _content: "yang diganti")
    with strangers(Limits()):
        assert kind_of(pdf(b"<< >>")) == "pdf"
        with pytest.raises(AttachmentKindUnknown):
            kind_of(b"PK\x03\x04rusak")
