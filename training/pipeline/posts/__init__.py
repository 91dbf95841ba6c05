"""The leading posts of the communes: holder, since when, local or not, trained, who could follow."""
