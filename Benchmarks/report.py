"""Prints tables: ratios first, absolute figures after them."""


def table(title: str, header: list[str], rows: list[list[str]]) -> None:
    widths = [max(len(line[index]) for line in [header, *rows]) for index in range(len(header))]
    print(f"\n{title}\n")
    for line in [header, ["-" * width for width in widths], *rows]:
        print("  " + "  ".join(cell.ljust(width) if index == 0 else cell.rjust(width) for index, (cell, width) in enumerate(zip(line, widths))))


def seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f} s"


def milliseconds(value: float) -> str:
    return f"{value * 1000:.1f} ms"


def megabytes(value: float) -> str:
    return f"{value / 1e6:.0f} MB"


def times(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def verdict(value: float | None, limit: float, at_most: bool = True) -> str:
    if value is None:
        return "-"
    return "met" if (value <= limit if at_most else value >= limit) else "not met"
