"""Who could go where: a stable and an optimal proposal side by side, what was chosen, what was changed by hand."""
