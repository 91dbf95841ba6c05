"""What is done with packages: taking them in, keeping what they report."""
