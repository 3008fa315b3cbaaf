import { widthOf } from './printable.ts';

/** Left-aligned columns two spaces apart, the last one ragged. Cells stay on one line. */
export function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headers, ...rows].map((row) => row.map((cell) => cell.replace(/\s*\n\s*/g, ' ')));
  const widths = headers.map((_, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? ''))));
  return lines.map((line) => layOut(line, widths)).join('\n');
}

/** `label  text` pairs with the texts aligned. */
export function pairs(rows: readonly (readonly [string, string])[], indent = ''): string {
  const width = Math.max(0, ...rows.map(([label]) => widthOf(label)));
  return rows.map(([label, text]) => layOut([label, text], [width, 0], indent)).join('\n');
}

function layOut(cells: readonly string[], widths: readonly number[], indent = ''): string {
  const padded = cells.map(
    (cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))),
  );
  return (indent + padded.join('  ')).trimEnd();
}
