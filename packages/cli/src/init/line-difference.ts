/** The lines that change, with two lines around them, as `diff -u` shows them. */
export function lineDifference(before: string, after: string): string[] {
  const lines = script(linesOf(before), linesOf(after));
  const isShown = lines.map((_, at) =>
    lines.slice(Math.max(0, at - 2), at + 3).some(({ mark }) => mark !== ' '),
  );
  return lines.flatMap(({ mark, line }, at) => {
    if (isShown[at]) return [`${mark} ${line}`.trimEnd()];
    return isShown[at - 1] ? ['…'] : [];
  });
}

interface Line {
  mark: ' ' | '+' | '-';
  line: string;
}

/** By the longest common subsequence. */
function script(a: readonly string[], b: readonly string[]): Line[] {
  const common = lengths(a, b);
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && a[i] === b[j]) {
      lines.push({ mark: ' ', line: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && (common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0)))
      lines.push({ mark: '-', line: a[i++] ?? '' });
    else lines.push({ mark: '+', line: b[j++] ?? '' });
  }
  return lines;
}

function lengths(a: readonly string[], b: readonly string[]): number[][] {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = table[i];
      if (!row) continue;
      const same = (table[i + 1]?.[j + 1] ?? 0) + 1;
      row[j] = a[i] === b[j] ? same : Math.max(table[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  return table;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
