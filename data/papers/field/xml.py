"""XML of a fixed order: what is written is what was put in, escaped, in UTF-8."""

from __future__ import annotations

from xml.etree import ElementTree as ET


def child(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    """Add an element; its texts are escaped when the tree is written."""
    made = ET.SubElement(parent, tag, attributes)
    if text:
        made.text = text
    return made


def document(root: ET.Element) -> bytes:
    """Return the whole file, indented, the same bytes for the same tree."""
    ET.indent(root, " ")
    return ET.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"
