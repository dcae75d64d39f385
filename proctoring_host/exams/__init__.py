"""Exams: making, changing, registering a course's exams, their review policies, and questions about them."""
