"""Everything that is drawn for people; the only room that knows rich."""
