"""One search over lessons, programmes, pages, files, classes and people, showing only what the visitor may open."""
