import { open, stat } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LogFile {
  readonly source: string;
  readonly path: string;
}

export interface LogLine {
  readonly source: string;
  readonly text: string;
}

export interface Tail {
  /** What has come since the last call, whole lines only; at most a mebibyte. */
  read(): Promise<LogLine[]>;
}

const CHUNK_BYTES = 1024 * 1024;
const LOOK_BACK_BYTES = 512 * 1024;
const LONGEST_LINE = 8_000;

/** Follows a file that grows, is cut, or does not exist yet. Begins `lines` before its end. */
export async function openTail(file: LogFile, lines: number): Promise<Tail> {
  let offset = Math.max(0, (await sizeOf(file.path)) - LOOK_BACK_BYTES);
  let isFirst = true;
  let rest = '';
  let decoder = new StringDecoder('utf8');
  const take = (bytes: Buffer): string[] => {
    const parts = (rest + decoder.write(bytes)).split('\n');
    rest = parts.pop() ?? '';
    if (rest.length <= LONGEST_LINE) return parts;
    // A line without an end: in pieces, rather than never.
    parts.push(rest);
    rest = '';
    return parts;
  };
  return {
    async read() {
      const size = await sizeOf(file.path);
      if (size < offset) {
        offset = 0;
        rest = '';
        decoder = new StringDecoder('utf8');
      }
      const bytes = await readFrom(file.path, offset);
      offset += bytes.length;
      const found = take(bytes);
      const wanted = isFirst ? (lines === 0 ? [] : found.slice(-lines)) : found;
      isFirst = false;
      return wanted.map((text) => ({ source: file.source, text: text.slice(0, LONGEST_LINE) }));
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

async function readFrom(path: string, offset: number): Promise<Buffer> {
  const file = await open(path, 'r').catch(() => null);
  if (!file) return Buffer.alloc(0);
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES);
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const LOOK_MS = 200;

/** Hands on lines until `signal`; with `isFollowed` false only what is there. */
export async function followLogFiles(
  files: () => Promise<readonly LogFile[]>,
  { lines, isFollowed }: { lines: number; isFollowed: boolean },
  onLines: (lines: readonly LogLine[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const tails = new Map<string, Tail>();
  for (let round = 0; !signal.aborted; round += 1) {
    for (const file of await files()) {
      const tail =
        tails.get(file.path) ?? (await openTail(file, round === 0 ? lines : Number.MAX_SAFE_INTEGER));
      tails.set(file.path, tail);
      const found = await tail.read();
      if (found.length > 0) onLines(found);
    }
    if (!isFollowed) return;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

const SHORTEST_SECRET = 6;

/** Takes secrets out of text. Short ones would take out half of it. */
export function masker(secrets: readonly string[]): (text: string) => string {
  const long = [...new Set(secrets.flatMap((secret) => secret.split('\n')))]
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length);
  return (text) => long.reduce((masked, secret) => masked.replaceAll(secret, '[secret]'), text);
}
