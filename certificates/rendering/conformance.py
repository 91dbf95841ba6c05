"""PDF/A-3u and PDF/UA-1 in one file: the metadata that claims both, where WeasyPrint writes one at a time.

PDF/A asks that what it does not know be described, and it does not know the mark of PDF/UA: hence the long part.
"""

import pydyf
from weasyprint.pdf import VARIANTS
from weasyprint.pdf.pdfa import pdfa

ARCHIVE_AND_READER = "pdf/a-3u+ua-1"

READER_MARK = (
    b'<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>'
    b'<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    b"<pdfaProperty:name>part</pdfaProperty:name>"
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property>"
    b"</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


def for_archive_and_reader(pdf, document, page_streams, attachments, compress) -> None:
    """What WeasyPrint does for PDF/A-3u, with the mark of PDF/UA-1 in the same metadata."""
    metadata = document.metadata
    plain = metadata.generate_rdf_metadata
    metadata.generate_rdf_metadata = lambda *args: plain(*args).replace(b"</rdf:RDF>", READER_MARK + b"</rdf:RDF>")
    pdfa(pdf, document, page_streams, attachments, compress, version=3, variant="U")
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))  # WeasyPrint names each file twice


VARIANTS[ARCHIVE_AND_READER] = (
    for_archive_and_reader,
    {"pdf_version": "1.7", "pdf_identifier": True, "output_intent": "srgb", "pdf_tags": True},
)
