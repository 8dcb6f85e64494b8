"""From an office's file to records: read → columns → values → places → checks → store."""
