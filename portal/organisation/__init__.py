"""The map of units on any day and the history of each; open to everybody who has signed in."""
