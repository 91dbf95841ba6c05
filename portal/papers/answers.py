"""Handing a paper out: PDF to sign, DOCX to edit, XLSX to calculate."""

from django.http import Http404, HttpResponse

from curriculum.vietnamese.text import fold
from portal.papers.paper import Paper
from portal.papers.pdf import render_pdf

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def answer_paper(paper: Paper, extension: str, name: str) -> HttpResponse:
    """The paper as a file; a PDF opens in the browser, the others are saved. 404 for a form there is none of."""
    if extension not in TYPES:
        raise Http404(extension)
    response = HttpResponse(_written(paper, extension), content_type=TYPES[extension])
    disposition = "inline" if extension == "pdf" else "attachment"
    response["Content-Disposition"] = f'{disposition}; filename="{file_name(name)}.{extension}"'
    return response


def file_name(words: str) -> str:
    """Plain letters with hyphens, which every computer can save."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in fold(words)).split())[:80]


def _written(paper: Paper, extension: str) -> bytes:
    # Only here: processes that never write such a file need not load the libraries.
    if extension == "docx":
        from portal.papers.docx import render_docx

        return render_docx(paper)
    if extension == "xlsx":
        from portal.papers.xlsx import render_xlsx

        return render_xlsx(paper)
    return render_pdf(paper)
