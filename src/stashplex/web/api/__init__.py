"""The API: everything the pages do, as JSON under /api/v1."""
