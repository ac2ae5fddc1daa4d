"""Numbers as people read them; – where there is none."""

NONE = "–"


def number(value: float | None, digits: int = 4) -> str:
    """Four decimals, or none for large whole numbers: 1.2480, 6353."""
    if value is None:
        return NONE
    whole = value == round(value) and abs(value) >= 100
    return f"{value:.0f}" if whole else f"{value:.{digits}f}"


def percent(share: float | None, digits: int = 2) -> str:
    return NONE if share is None else f"{100 * share:.{digits}f} %"


def seconds(value: float | None) -> str:
    if value is None:
        return NONE
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def times(value: float | None) -> str:
    """A ratio: 12×, 0.4×."""
    if value is None:
        return NONE
    return f"{value:.0f}×" if value >= 10 else f"{value:.2g}×"


def megabytes(value: float | None) -> str:
    return NONE if value is None else f"{value:.0f}"


def yes(value: bool) -> str:
    return "yes" if value else "NO"
