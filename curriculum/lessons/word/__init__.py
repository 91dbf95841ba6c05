"""A lesson written in Word made into blocks. What is read is looked through first; nothing it says is believed."""
