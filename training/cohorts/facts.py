"""What a class keeps of its programme, so that a later edition of the programme does not change it."""

from curriculum.models import ModulePage, ProgrammePage


def programme_facts(programme: ProgrammePage) -> dict:
    """The programme as it stands now, as plain values that JSON can hold. Three queries.

    Periods are teaching periods of 45 minutes, days are days of eight periods (rules.md T8).
    """
    return {
        "code": programme.code,
        "title": programme.title,
        "title_en": programme.title_en,
        "version": programme.live_revision_id,
        "days": programme.days,
        "periods": programme.periods,
        "mode": programme.mode,
        "content_area": programme.content_area,
        "document_kind": programme.document_kind,
        "assessment_note": programme.assessment_note,
        "basis": programme.basis,
        "modules": [_module_facts(module) for module in _modules(programme)],
        "assessments": [
            {
                "name": part.name,
                "form": part.form,
                "weight_percent": part.weight_percent,
                "is_graded": part.is_graded,
            }
            for part in programme.assessments.all()
        ],
    }


def _modules(programme: ProgrammePage):
    return ModulePage.objects.child_of(programme).live().order_by("path")


def _module_facts(module: ModulePage) -> dict:
    return {
        "page": module.pk,
        "title": module.title,
        "title_en": module.title_en,
        "kind": module.kind,
        "theory": module.theory_periods,
        "discussion": module.discussion_periods,
        "practice": module.practice_periods,
        "other": module.other_periods,
        "periods": module.periods,
    }
