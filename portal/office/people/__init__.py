"""The register of people and the import of the people sheet."""
