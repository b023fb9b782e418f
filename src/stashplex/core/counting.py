"""Numbers in sentences."""


def counted(number: int, noun: str) -> str:
    """Returns a number with its noun, as in "1 scene" and "2 scenes"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
