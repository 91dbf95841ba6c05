"""Sequencing of SCORM 2004 4th Edition: which part may be opened next. Pure: no database, no request.

Processes are named as the book "Sequencing and Navigation" (SN) names them: UP.2, SB.2.9, RB.1.2.
"""
