"""Official documents: one description of the words, printed as PDF, edited as DOCX, calculated as XLSX."""
