import json

import pytest

from training.mentoring.competencies.models import Competency, CompetencyLevel
from training.mentoring.definitions import Definition
from training.mentoring.models import FormSignature, FormVersion
from training.mentoring.reference import DATA, load_competencies, load_forms, with_levels
from training.rotation.capacities import Capacity

pytestmark = pytest.mark.usefixtures("instruments")


def test_ten_competencies_of_five_levels_are_loaded_once():
    load_competencies()
    assert Competency.objects.count() == 10
    assert CompetencyLevel.objects.count() == 50
    first = Competency.objects.get(code="C1")
    assert first.expected == {"6": 2, "12": 3, "24": 3, "36": 4}
    assert first.levels.get(level=5).label_vi == "Nổi trội, lan tỏa"


def test_forms_are_loaded_once_and_never_overwritten():
    version = FormVersion.objects.get(code="F3")
    version.name_vi = "Phiếu rà soát quý (đã duyệt)"
    version.save()
    load_forms()
    assert FormVersion.objects.count() == 11
    assert FormVersion.objects.get(code="F3").name_vi == "Phiếu rà soát quý (đã duyệt)"


@pytest.mark.parametrize("path", sorted((DATA / "forms").glob("*.json")), ids=lambda path: path.stem)
def test_definition_uses_known_words_only(path):
    data = with_levels(json.loads(path.read_text(encoding="utf-8")))
    definition = Definition(data["code"], data)
    assert set(data["readers"]) | set(data["submitted_by"]) <= set(Capacity)
    assert set(definition.signers) <= set(FormSignature.Capacity.values)
    fields = list(definition.fields())
    assert bool(fields) == definition.is_fillable
    assert len({field.id for field in fields}) == len(fields)
    for field in fields:
        assert field.type in {"line", "text", "integer", "date", "choice", "scale", "rows", "level"}
        assert field.written_by
        assert set(field.written_by) <= set(Capacity)
        assert field.data["label_vi"]
        assert field.data["label_en"]
        assert (field.type == "rows") == bool(field.columns)
        assert field.type != "integer" or "max" in field.data


def test_a_form_that_could_not_be_filled_in_gives_way_to_one_that_can():
    FormVersion.objects.filter(code="F4").update(definition={"fillable": False, "sections": []})
    load_forms()
    definition = Definition.of(FormVersion.objects.get(code="F4"))
    assert len(definition.levels()) == 20
    assert definition.competencies()["C3"]["levels"][4]["label_vi"] == "Nổi trội, lan tỏa"
