"""What changes a register: the roll, check-in by code, confirmation, leave, make-up meetings."""

from training.attendance.services.check_in import accept_check_ins, check_in, open_check_in
from training.attendance.services.leave import ask_for_leave, decide_on_leave, withdraw_leave
from training.attendance.services.make_ups import assign_make_up, withdraw_make_up
from training.attendance.services.rolls import RollMark, confirm_register, record_attendance, record_roll

__all__ = [
    "RollMark",
    "accept_check_ins",
    "ask_for_leave",
    "assign_make_up",
    "check_in",
    "confirm_register",
    "decide_on_leave",
    "open_check_in",
    "record_attendance",
    "record_roll",
    "withdraw_leave",
    "withdraw_make_up",
]
