"""The register of mentors (M11): who may guide, how many, trained until when, proposals with reasons, and form F9."""
