"""Packages for tests: those made by others (never copied into this repository), and small ones made here."""

import io
import json
import zipfile
from pathlib import Path

import pytest

HERE = Path(__file__).resolve()
SAMPLES = next((found for up in HERE.parents if (found := up / "shared" / "samples").is_dir()), None)

needs_samples = pytest.mark.skipif(SAMPLES is None, reason="the samples made by others are not on this machine")


def sample(name: str) -> Path:
    assert SAMPLES is not None
    return SAMPLES / name


def zipped(files: dict[str, str | bytes]) -> io.BytesIO:
    """A ZIP file of these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    made.seek(0)
    return made


def manifest(*items: str, resources: str = "", head: str = "", edition: str = "1.2") -> str:
    """An ``imsmanifest.xml`` with these items; each opens ``index.html`` unless other resources are given."""
    resources = resources or '<resource identifier="r" adlcp:scormtype="sco" href="index.html"/>'
    items = items or ('<item identifier="i" identifierref="r"><title>Bài một</title></item>',)
    return f"""<?xml version="1.0" encoding="utf-8"?>{head}
    <manifest identifier="m" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
      xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
      <metadata><schema>ADL SCORM</schema><schemaversion>{edition}</schemaversion></metadata>
      <organizations default="o"><organization identifier="o"><title>Gói thử</title>
        {"".join(items)}
      </organization></organizations>
      <resources>{resources}</resources>
    </manifest>"""


def scorm(page: str = "<title>Bài</title>", **more) -> io.BytesIO:
    return zipped({"imsmanifest.xml": manifest(**more), "index.html": page})


def h5p(content: object = None, **about) -> io.BytesIO:
    library = {"machineName": "H5P.Text", "majorVersion": 1, "minorVersion": 0}
    described = {"title": "Chữ", "mainLibrary": "H5P.Text", "preloadedDependencies": [library]} | about
    return zipped(
        {
            "h5p.json": json.dumps(described),
            "content/content.json": json.dumps(content or {"text": "Chú ý: đọc kỹ"}),
            "H5P.Text-1.0/library.json": json.dumps({"preloadedJs": [{"path": "text.js"}]}),
            "H5P.Text-1.0/text.js": "",
        }
    )


def cmi5(url: str = "index.html", attributes: str = "", identifier: str = "https://hoc.vn/au") -> str:
    word = '<langstring lang="vi">Bài</langstring>'
    words = f"<title>{word}</title><description>{word}</description>"
    return f"""<?xml version="1.0" encoding="utf-8"?>
    <courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
      <course id="https://hoc.vn/khoa">{words}</course>
      <au id="{identifier}" {attributes}>{words}<url>{url}</url></au>
    </courseStructure>"""
