"""The running of training."""
