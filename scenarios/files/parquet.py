"""Parquet tables as text: numbers without a trailing .0, days as 2027-01-31, nulls as ''."""

from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq

from scenarios.files.grid import Grid, as_text
from solver.errors import Finding, InputError


def read_parquet(name: str, data: bytes, decimal: str = ".") -> Grid:
    """Cells as text, numbers with the scenario's decimal sign; raises `InputError` for a damaged or nested file."""
    try:
        table = pq.read_table(BytesIO(data))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError(
            [Finding("damaged-file", f"the file cannot be read: {error}", "write it again", name)]
        ) from None
    nested = [field.name for field in table.schema if pa.types.is_nested(field.type) or pa.types.is_binary(field.type)]
    if nested:
        raise InputError(
            Finding(
                "nested-column",
                "the column holds lists or bytes, not single values",
                "leave it out",
                name,
                column=title,
            )
            for title in nested
        )
    columns = [[as_text(value, decimal) for value in column.to_pylist()] for column in table.columns]
    return Grid(name, tuple(table.column_names), tuple(range(2, table.num_rows + 2)), tuple(zip(*columns, strict=True)))
