"""What this subject announces, after the commit."""

from django.dispatch import Signal

package_completed = Signal()  # registration: the page's rule is met for the first time
package_scored = Signal()  # registration: its best score is new
