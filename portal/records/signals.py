"""What records announce, after the commit."""

from django.dispatch import Signal

takeout_asked = Signal()  # takeout_id
