"""Everything the portal holds about a person, for the person: a zip of JSON, its schema, the paper and the files."""
