"""The desk of surveys (F7): whom to ask, sending links, counting, closing, editing words, releasing."""
