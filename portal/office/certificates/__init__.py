"""The registrar's and the signatory's screens: due, prepared, approved, issued, registered."""
