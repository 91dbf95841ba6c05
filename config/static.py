"""How collected static files are named."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = "portal/js/*.js"  # what others brought along may speak of imports in its comments


class MarkedModules(CompressedManifestStaticFilesStorage):
    """Imports between our scripts carry the mark of the content too.

    Else a module that a page names, and another module imports, is loaded under two names and runs twice: what it
    listens to is then done twice, and what it knows is known by one of the two alone.
    """

    max_post_process_passes = 12  # as long as the longest chain of imports; a circle would never settle
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (OURS, CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )
