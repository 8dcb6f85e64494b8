"""What leaves the office, put together: the report's model from the store, section by section."""
