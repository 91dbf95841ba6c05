"""Files of questions: given, shown as they will look, taken in; and files made of the bank."""
