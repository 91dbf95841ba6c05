"""The bank of questions: the list, the tree of categories, a question with its versions, its review."""
