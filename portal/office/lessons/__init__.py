"""Lessons written in Word: given below a module, shown block by block, made a draft."""
