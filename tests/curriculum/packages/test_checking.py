"""Every sample file with the outcome its README states, and packages that mean harm."""

import io
import json
import struct
import zipfile

import pytest

from django.utils import translation

from curriculum.packages.checking.reading import look_through
from curriculum.packages.checking.refusals import PackageRefused
from curriculum.packages.checking.scorm import read_scorm
from tests.curriculum.packages.samples import cmi5, h5p, manifest, needs_samples, sample, scorm, zipped

ACCEPTED = {
    # file: kind, title, parts to open
    "scorm/packages/RuntimeMinimumCalls_SCORM12-mini.zip": ("scorm12", "Golf Explained - Minimum Run-time Calls", 9),
    "scorm/packages/RuntimeBasicCalls_SCORM20043rdEdition.zip": (
        "scorm2004",
        "Golf Explained - Run-time Basic Calls",
        1,
    ),
    "h5p/multiple-choice-2-6.h5p": ("h5p", "Multiple Choice", 1),
    "h5p/guess-the-answer.h5p": ("h5p", "Fruits", 1),
    "h5p/greeting-card.h5p": ("h5p", "Greeting card", 1),
    "cmi5/single_au_basic_responsive.zip": ("cmi5", "Introduction to Geology - Responsive Style", 1),
    "cmi5/simple-cmi5.xml": ("cmi5", "Introduction to Geology", 1),
    "cmi5/extended-cmi5.xml": ("cmi5", "Introduction to Geology", 1),
}
REFUSED = {
    "scorm/packages/validscorm.zip": "no readable XML",  # a manifest that ends after its first line
    "scorm/packages/badscorm.zip": "lies in the folder “badscorm”",
    "scorm/packages/invalid.zip": "no imsmanifest.xml",
    "h5p/unzippable.h5p": "no ZIP file",
    "cmi5/structures/201-1-iris-course-id.xml": "no absolute identifier",
    "cmi5/structures/202-1-relative-url-no-zip.xml": "no files came with the structure",
    "cmi5/structures/205-1-duplicated-block.xml": "the identifier of two parts",
    "cmi5/structures/206-1-invalid-au-url.xml": "holds a space",
    "cmi5/structures/207-1-invalid-courseStructure.xml": "does not follow cmi5, line 28",
}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def refusal(file) -> str:
    with pytest.raises(PackageRefused) as refused:
        look_through(file)
    return str(refused.value)


@needs_samples
@pytest.mark.parametrize("name", ACCEPTED)
def test_sample_is_accepted(name):
    with sample(name).open("rb") as file:
        found, _archive = look_through(file)
    opened = [item for _depth, item in found.walk() if item.href]
    assert (found.kind, found.title, len(opened)) == ACCEPTED[name]
    assert found.notes == []


@needs_samples
@pytest.mark.parametrize("name", REFUSED)
def test_sample_is_refused_in_words(name):
    with sample(name).open("rb") as file:
        assert REFUSED[name] in refusal(file)


@needs_samples
@pytest.mark.parametrize(
    ("name", "move_on"), [("001-essentials", "CompletedAndPassed"), ("004-1-moveOn-Completed", "Completed")]
)
def test_structures_of_cmi5_are_importable_with_their_files(name, move_on):
    structure = sample(f"cmi5/structures/{name}.xml").read_bytes()
    found, _archive = look_through(zipped({"cmi5.xml": structure, "index.html": ""}))
    (unit,) = [item for _depth, item in found.walk() if item.href]
    assert unit.details["move_on"] == move_on
    if name == "001-essentials":
        assert (unit.parameters, unit.details["mastery_score"]) == ("?paramA=1&paramB=2", "0.9")


@needs_samples
def test_manifests_of_adl_are_read_with_their_sequencing():
    found = {
        name: read_scorm(sample(f"scorm/adl-manifests/{name}.imsmanifest.xml").read_bytes(), ())
        for name in ("CM-01", "CO-01", "CT-01", "MS-01", "OB-02a", "SX-02")
    }
    for package in found.values():
        assert (package.kind, package.edition) == ("scorm2004", "2004 4th Edition")
        assert package.details["control"] == {"choice": False, "choiceExit": True, "flow": True, "forwardOnly": False}
    first, second, third = found["CM-01"].items
    assert first.details["max_time_allowed"] == "P5Y6M4DT12H30M58S"
    assert first.details["hidden_controls"] == ["continue", "previous", "suspendAll"]
    assert (second.details["mastery_score"], third.details["mastery_score"]) == ("0.8", "0.7")
    assert [item.parameters for item in (first, second)] == ["?tc=CM-01&act=1", "?tc=CM-01&act=2"]  # one file, twice
    skipped = found["CO-01"].items[1].details["sequencing"]["sequencingRules"]["preConditionRule"][0]
    assert skipped["ruleAction"] == [{"action": "skip"}]
    assert found["CT-01"].items[1].details["completion_threshold"] == "0.45"
    assert [child.identifier for child in found["CT-01"].items[1].children] == [
        "activity_3",
        "activity_4",
        "activity_5",
    ]
    (mapped,) = found["OB-02a"].items[0].details["sequencing"]["objectives"]["objective"]
    assert (mapped["objectiveID"], mapped["mapInfo"][0]["targetObjectiveID"]) == ("obj1", "gObj-OB02a")
    rules = found["SX-02"].items[1].details["sequencing"]["sequencingRules"]
    assert rules["postConditionRule"][0]["ruleAction"] == [{"action": "previous"}]


@pytest.mark.parametrize(
    "name",
    [
        "../x.html",
        "a/../../x.html",
        "/etc/x.html",
        "C:/x.html",
        "c:x.html",
        "a\\..\\x.html",
        "a//b.html",
        "./a.html",
        "a\tb.html",
    ],
)
def test_paths_that_lead_elsewhere_are_refused(name):
    assert name.encode("unicode_escape").decode() in refusal(zipped({"imsmanifest.xml": manifest(), name: "x"}))


def test_nul_within_a_name_is_refused():
    bytes_ = zipped({"imsmanifest.xml": manifest(), "index.htmlXjs": ""}).getvalue().replace(b"htmlXjs", b"html\x00js")
    assert "no proper name" in refusal(io.BytesIO(bytes_))


def _with(entry_changes, name="x.bin", content=b"x") -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("imsmanifest.xml", manifest())
        archive.writestr("index.html", "")
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry_changes(entry)
        archive.writestr(entry, content)
    return made


def test_links_bombs_and_other_packings_are_refused(settings):
    def link(entry):
        entry.external_attr = 0o120777 << 16

    def other(entry):
        entry.compress_type = zipfile.ZIP_LZMA

    assert "is a link" in refusal(_with(link, content=b"/etc/passwd"))
    assert "an ordinary ZIP file" in refusal(_with(other))
    assert "times its size" in refusal(_with(lambda entry: None, content=b"\0" * 30_000_000))
    assert "itself a packed file" in refusal(_with(lambda entry: None, name="more/inner.zip"))
    settings.PACKAGE_MAX_UNPACKED_BYTES = 1000
    assert "would unpack to" in refusal(_with(lambda entry: None, content=b"abc" * 1000))
    settings.PACKAGE_MAX_FILES = 2
    assert "3 files; at most 2" in refusal(_with(lambda entry: None))
    settings.PACKAGE_MAX_BYTES = 10
    assert "larger than 0 MB" in refusal(scorm())


def test_locked_files_and_files_over_one_another_are_refused():
    bytes_ = bytearray(scorm().getvalue())
    central = bytes_.index(b"PK\x01\x02")
    locked = bytes_.copy()
    struct.pack_into("<H", locked, central + 8, 1)
    assert "locked with a password" in refusal(io.BytesIO(locked))
    second = bytes_.index(b"PK\x01\x02", central + 4)
    struct.pack_into("<I", bytes_, second + 42, 0)  # the second file begins where the first does
    assert "over one another" in refusal(io.BytesIO(bytes_))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["index.html", "INDEX.html", "index.html/a.js"])
def test_two_files_of_one_name_are_refused(name):
    made = scorm()
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(name, "")
    assert "twice" in refusal(made) or "both a file and a folder" in refusal(made)


def test_a_damaged_file_is_refused_and_not_a_crash():
    whole = scorm().getvalue()
    for end in range(0, len(whole), 37):
        refusal(io.BytesIO(whole[:end]))


ENTITY = '<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("head", [ENTITY, '<!DOCTYPE manifest SYSTEM "http://evil.example/x.dtd">'])
def test_entities_and_document_types_are_refused(head):
    assert "entities or a document type" in refusal(scorm(head=head))
    assert "entities or a document type" in refusal(io.BytesIO(cmi5().replace("?>", f"?>{head}", 1).encode()))


def test_a_manifest_nested_without_end_is_refused():
    deep = "<item identifier='x'>" * 4000 + "</item>" * 4000
    assert "nested too deeply" in refusal(zipped({"imsmanifest.xml": manifest(deep), "index.html": ""}))
    assert "no readable JSON" in refusal(zipped({"h5p.json": "[" * 200_000, "content/content.json": "{}"}))


ITEM = '<item identifier="i" identifierref="r" parameters="{}"><title>A</title></item>'


@pytest.mark.parametrize(
    ("href", "words"),
    [
        ("javascript:alert(1)", "wants to open"),
        ("http://[::1", "no proper address"),
        (" java\tscript:alert(1)", "wants to open"),
        ("data:text/html,x", "wants to open"),
        ("file:///etc/passwd", "wants to open"),
        ("https://evil.example/a.html", "another server"),
        ("//evil.example/a.html", "another server"),
        ("../../a.html", "leads out"),
        ("%2e%2e/a.html", "leads out"),
        ("gone.html", "does not hold"),
    ],
)
def test_what_a_manifest_must_not_open(href, words):
    resource = f'<resource identifier="r" adlcp:scormtype="sco" href="{href}"/>'
    assert words in refusal(scorm(resources=resource))
    if not href.startswith("http"):
        assert refusal(zipped({"cmi5.xml": cmi5(href.strip()), "index.html": ""}))


def test_a_manifest_that_makes_no_sense_is_refused():
    lost = '<item identifier="i" identifierref="gone"><title>A</title></item>'
    heading = '<item identifier="i"><title>A</title></item>'
    for items, words in (
        ((lost,), "does not describe"),
        ((heading,), "names nothing"),
        ((ITEM.format(""), ITEM.format("")), "“i” twice"),
    ):
        assert words in refusal(zipped({"imsmanifest.xml": manifest(*items), "index.html": ""}))
    assert "no manifest of SCORM" in refusal(zipped({"imsmanifest.xml": "<a/>"}))


def test_parameters_are_joined_as_scorm_says():
    def opened(parameters: str, href: str = "index.html") -> str:
        resource = f'<resource identifier="r" href="{href}"/>'
        made = zipped({"imsmanifest.xml": manifest(ITEM.format(parameters), resources=resource), "index.html": ""})
        return look_through(made)[0].items[0].parameters

    assert opened("?a=1") == opened("&amp;a=1") == opened("a=1") == "?a=1"
    assert opened("?b=2", "index.html?a=1#c") == "?a=1&b=2#c"
    assert opened("#d") == "#d"


def test_h5p_without_its_libraries_or_with_scripts_in_links_is_refused():
    other = {"machineName": "H5P.Gone", "majorVersion": 2, "minorVersion": 1}
    assert look_through(h5p())[0].title == "Chữ"
    assert "H5P.Gone-2.1" in refusal(h5p(mainLibrary="H5P.Gone", preloadedDependencies=[other]))
    assert "which library" in refusal(h5p(mainLibrary="../../x"))
    for content in ({"url": "java\nscript:alert(1)"}, {"text": "<p><a href=' javascript:alert(1)'>x</a></p>"}):
        assert "wants to open" in refusal(h5p(content))


def test_cmi5_says_more_than_its_schema():
    for structure, words in (
        (cmi5("index.html?endpoint=x"), "a parameter that the portal itself sets"),
        (cmi5("http:index.html"), "not complete"),
        (cmi5(attributes='masteryScore="1.5"'), "does not follow cmi5"),
        (cmi5(identifier="khong-co-luoc-do"), "no absolute identifier"),
        (cmi5(identifier="https://hoc.vn/khoa"), "two parts"),
    ):
        assert words in refusal(zipped({"cmi5.xml": structure, "index.html": ""})), words


@pytest.mark.parametrize("listed", [5, "abc", {"path": "a.js"}, [5]])
def test_lists_of_files_that_are_none_are_refused(listed):
    files = unpacked(h5p()) | {"H5P.Text-1.0/library.json": json.dumps({"preloadedJs": listed})}
    assert "no readable description" in refusal(zipped(files))


def test_titles_hold_nothing_a_database_does_not_keep():
    assert look_through(h5p(title="Bài\x00 một\ud800"))[0].title == "Bài một"


def test_a_script_written_with_entities_is_one():
    assert "wants to open" in refusal(h5p({"text": '<a href="&#106;avascript:alert(1)">x</a>'}))


def test_the_very_same_file_twice_does_no_harm_and_another_of_its_name_does():
    for second, is_taken in (("như nhau", True), ("khác hẳn", False)):
        made = zipped(unpacked(scorm()) | {"a.txt": "như nhau"})
        with zipfile.ZipFile(made, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.txt", second)
        made.seek(0)
        assert is_taken or "twice" in refusal(made)
        assert not is_taken or look_through(made)[1].read("a.txt").decode() == second


def unpacked(made: io.BytesIO) -> dict[str, str | bytes]:
    with zipfile.ZipFile(made) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
