"""What this room announces, with the keyword arguments named here. Sent after the commit."""

from django.dispatch import Signal

attempt_marked = Signal()  # attempt, reason (why the marks changed; empty the first time), by (None: the machine)
questions_reviewed = Signal()  # versions: approved or sent back together, by
package_completed = Signal()  # registration: the page's rule is met for the first time
