/** A line of one or both sides; null where the other side has something of its own. */
export interface DiffRow {
  left: Line | null;
  right: Line | null;
}

export interface Line {
  number: number;
  text: string;
  isChanged: boolean;
}

export interface Chunk {
  kind: 'same' | 'removed' | 'added';
  lines: readonly string[];
}

/** Puts what was removed beside what was added in its place. */
export function rowsOf(chunks: readonly Chunk[]): DiffRow[] {
  const rows: DiffRow[] = [];
  let left = 0;
  let right = 0;
  for (let index = 0; index < chunks.length; index++) {
    const chunk = chunks[index];
    if (!chunk) continue;
    const next = chunks[index + 1];
    if (chunk.kind === 'same')
      for (const text of chunk.lines)
        rows.push({ left: line(++left, text, false), right: line(++right, text, false) });
    else {
      const isReplaced = chunk.kind === 'removed' && next?.kind === 'added';
      const removed = chunk.kind === 'removed' ? chunk.lines : [];
      const added = chunk.kind === 'added' ? chunk.lines : isReplaced ? next.lines : [];
      for (let at = 0; at < Math.max(removed.length, added.length); at++) {
        const [before, after] = [removed[at], added[at]];
        rows.push({
          left: before === undefined ? null : line(++left, before, true),
          right: after === undefined ? null : line(++right, after, true),
        });
      }
      if (isReplaced) index++;
    }
  }
  return rows;
}

function line(number: number, text: string, isChanged: boolean): Line {
  return { number, text, isChanged };
}

/** Rows, and how many that are the same lie between them. */
export type Folded = { kind: 'row'; row: DiffRow } | { kind: 'fold'; at: number; rows: DiffRow[] };

const AROUND = 3;

/** Leaves out what is the same and far from any change. */
export function folded(rows: readonly DiffRow[]): Folded[] {
  const isNear = nearChanges(rows);
  const result: Folded[] = [];
  for (const [at, row] of rows.entries()) {
    const last = result.at(-1);
    if (isNear[at]) result.push({ kind: 'row', row });
    else if (last?.kind === 'fold') last.rows.push(row);
    else result.push({ kind: 'fold', at, rows: [row] });
  }
  return result;
}

function nearChanges(rows: readonly DiffRow[]): boolean[] {
  const changed = rows.map(({ left, right }) => !left || !right || left.isChanged || right.isChanged);
  return rows.map((_, at) => changed.slice(Math.max(0, at - AROUND), at + AROUND + 1).includes(true));
}
