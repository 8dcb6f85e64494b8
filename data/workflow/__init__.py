"""The workflow of the office: proposals, yearly verification, priority, the report of how lists match."""
