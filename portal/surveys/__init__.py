"""Surveys of form F7 as people without an account meet them: the page behind a link, the mail, the slip."""
