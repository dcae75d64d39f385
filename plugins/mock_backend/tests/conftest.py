from proctoring_mock_backend.fixtures import (
    mock_attempt,
    mock_backend,
    mock_registration,
    mock_review_callback,
)

__all__ = ["mock_attempt", "mock_backend", "mock_registration", "mock_review_callback"]
