"""Who must still complete what, by unit; and the rules that say so."""
