"""Turn a registry's record into typed fields, chunks and a searchable library."""
