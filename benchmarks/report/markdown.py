"""The document as Markdown, charts as files beside it."""

from benchmarks.report.document import Chart, Document, Section, Table

CHARTS = "charts"


def markdown(document: Document) -> str:
    return "\n\n".join([f"# {document.title}", document.lead, *map(text_of, document.sections)]) + "\n"


def text_of(section: Section) -> str:
    blocks = (
        _table(block) if isinstance(block, Table) else _chart(block) if isinstance(block, Chart) else block
        for block in section.blocks
    )
    return "\n\n".join([f"{'#' * section.level} {section.title}", *blocks])


def _chart(block: Chart) -> str:
    return f"![{block.caption}]({CHARTS}/{block.name}.svg)"


def _table(table: Table) -> str:
    ruler = ["---" if at in table.left else "---:" for at in range(len(table.header))]
    lines = [list(table.header), ruler, *([_escaped(cell.text) for cell in row] for row in table.rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
