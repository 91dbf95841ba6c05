"""The training of a year at a glance, and what people learned in a quarter."""
