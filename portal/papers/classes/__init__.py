"""The papers of one class: from the decision that opens it to the report that closes it."""
