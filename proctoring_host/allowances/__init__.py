"""What single learners are allowed beyond the others."""
