import { SegmentContent } from '@slipway/api';
import { Failure } from '../failure.ts';
import { nameOf, readJson } from '../input-file.ts';
import type { Shell } from '../shell.ts';

/** The content in a file: itself, or inside a segment as `segment show --json` prints it. */
export async function readSegmentFile(shell: Shell, file: string): Promise<SegmentContent> {
  const found = await readJson(shell, file);
  const content = typeof found === 'object' && found !== null && 'content' in found ? found.content : found;
  const read = SegmentContent.safeParse(content);
  if (read.success) return read.data;
  const wrong = read.error.issues.map(
    ({ path, message }) => `  ${path.join('.') || '(document)'}: ${message}`,
  );
  throw new Failure(
    [`${nameOf(file)} holds no segment content.`, ...wrong].join('\n'),
    'Write it like {"include":["u1"],"exclude":[],"rules":[{"conditions":[{"attribute":"plan","operator":"equals","values":["pro"]}]}]}.',
  );
}
