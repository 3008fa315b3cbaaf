import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';

/** `results/<name>.md`: date and machine, under which conditions, and the table. */
export async function writeResult(
  name: string,
  { title, conditions, table }: { title: string; conditions: string; table: readonly string[] },
): Promise<void> {
  const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`;
  const date = new Date().toISOString().slice(0, 10);
  const lines = [`# ${title}`, '', `${date}, ${machine}. ${conditions}`, '', ...table];
  await writeFile(join(import.meta.dirname, `../results/${name}.md`), `${lines.join('\n')}\n`);
}
