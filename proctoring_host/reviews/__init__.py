"""Reviews: taking a vendor's verdict in, a reviewer's own verdict, and questions about them."""
