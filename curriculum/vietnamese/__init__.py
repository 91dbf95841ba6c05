"""Vietnamese text: one form (NFC), one folding for search, one order for names."""
