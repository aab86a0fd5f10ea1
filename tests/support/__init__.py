"""Parts that several test modules use."""
