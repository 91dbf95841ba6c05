"""What people see and use."""
