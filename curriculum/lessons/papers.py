"""Small papers printed from the data of the rooms: worksheets of lessons, public documents of the demonstration."""

from typing import Any

import weasyprint
from weasyprint.urls import URLFetcher

from django.core.files.base import ContentFile
from django.template.loader import render_to_string

from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction


def print_paper(template: str, context: dict[str, Any]) -> bytes:
    """The template as a PDF. Raises ``FatalURLFetchingError`` for a paper that names an address outside itself."""
    closed = URLFetcher(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)
    return weasyprint.HTML(string=render_to_string(template, context), url_fetcher=closed).write_pdf()


def keep_paper(title: str, filename: str, content: bytes, collection: Collection) -> Document:
    """The document with this title in the collection, made from the bytes where there is none yet."""
    found = Document.objects.filter(title=title, collection=collection).first()
    if found:
        return found
    document = Document(title=title, collection=collection)
    document.file.save(filename, ContentFile(content), save=False)
    document.file_size = len(content)
    document._set_document_file_metadata()
    document.save()
    return document


def collection_named(name: str, *, signed_in_only: bool = False) -> Collection:
    """The collection of files with this name, under the root; added where there is none."""
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=name).first()
    if found is None:
        found = root.add_child(name=name)
        if signed_in_only:
            CollectionViewRestriction.objects.create(collection=found, restriction_type=CollectionViewRestriction.LOGIN)
    return found
