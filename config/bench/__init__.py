"""Measures the portal: ``make bench``. Each figure stands beside its budget, as a table and in ``var/bench.json``."""
