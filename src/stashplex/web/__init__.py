"""The service's face: inbox, pages, API, metrics; the only room with an event loop."""
