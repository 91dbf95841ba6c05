"""Three months after the end: the official says where he works and how useful the mentoring was."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from portal.access import requires
from portal.mentor.home import sections
from portal.widgets import DateInput
from training.errors import TrainingError
from training.mentoring.placements.services import answer_follow_up, is_follow_up_open
from training.models import FollowUp, Posting

STEPS = [(number, str(number)) for number in range(1, 6)]
SCALES = ("fits", "contacts", "feedback", "support")


class FollowUpForm(forms.ModelForm):
    class Meta:
        model = FollowUp
        fields = ["placed", "placed_on", *SCALES, "words"]
        widgets = {"placed_on": DateInput, "words": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in SCALES:
            label = self.fields[name].label
            self.fields[name] = forms.TypedChoiceField(label=label, choices=STEPS, coerce=int, widget=forms.RadioSelect)

    def scales(self):
        return [self[name] for name in SCALES]


@requires()
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    mine = Posting.objects.filter(person__user=request.user).select_related("person", "host_unit", "host_unit_now")
    posting = get_object_or_404(mine, pk=pk)
    given = FollowUp.objects.visible_to(request.user).filter(posting=posting).first()
    if given is None and not is_follow_up_open(posting):
        raise Http404
    form = FollowUpForm(request.POST or None) if given is None else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            answer_follow_up(posting, **form.cleaned_data, by=request.user)
        except TrainingError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Thank you. Your answers go to the Organisation Committee alone."))
        return redirect("mentor:follow_up", pk)
    context = {"posting": posting, "form": form, "given": given, "in_mine": True, **sections(request, mine=True)}
    return render(request, "portal/mentor/follow_up.html", context)
