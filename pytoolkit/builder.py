"""Names of the catalog as names of Python."""

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def attribute(name: str) -> str:
    """Give the Python name of a catalog entry in its room: `two_crows` of `cdl.2crows`."""
    name = name.rpartition(".")[2]
    return f"{DIGITS[int(name[0])]}_{name[1:]}" if name[0].isdigit() else name
