"""The register of mentors at the Committee's desk."""
