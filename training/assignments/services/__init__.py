"""An assignment is made and given to the class (``making``), drafted (``drafting``), handed in (``handing_in``).

It is marked by rubric, once or by two markers who do not see each other (``marking``), released for the class at once
(``releasing``). ``comparing`` looks for passages that stand in several works.
"""

from training.assignments.services.comparing import compare_works, stop_comparing
from training.assignments.services.drafting import Saved, add_file, begin_work, remove_file, save_draft, settle_draft
from training.assignments.services.handing_in import hand_in
from training.assignments.services.making import (
    Facts,
    change_assignment,
    extend_deadline,
    make_assignment,
    publish_assignment,
)
from training.assignments.services.marking import finish_marking, save_marking, settle_marks
from training.assignments.services.releasing import release_marks

__all__ = [
    "Facts",
    "Saved",
    "add_file",
    "begin_work",
    "change_assignment",
    "compare_works",
    "extend_deadline",
    "finish_marking",
    "hand_in",
    "make_assignment",
    "publish_assignment",
    "release_marks",
    "remove_file",
    "save_draft",
    "save_marking",
    "settle_draft",
    "settle_marks",
    "stop_comparing",
]
