import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BackupError } from './backup-error.ts';
import { damaged, END_OF_ROWS, notABackup } from './format.ts';

/** Reads a backup from front to end: a line, rows, rows, …, a line, the end. */
export interface BackupReader {
  line(): Promise<string>;
  /** The rows of one table, in pieces that end with a whole row. */
  rows(): AsyncGenerator<Buffer>;
  /** Throws unless all was read. Only here the checksum of the compression has been verified. */
  end(): Promise<void>;
}

const NEWLINE = 0x0a;
const LONGEST_LINE = 64 * 1024 * 1024;

export function readBackup(source: Readable): BackupReader {
  // Errors of either stream surface in the iteration below.
  const chunks = pipeline(source, createGunzip(), () => undefined)[Symbol.asyncIterator]();
  let pending: Buffer = Buffer.alloc(0);
  let hasBegun = false;

  const more = async (): Promise<boolean> => {
    try {
      const { value, done } = await chunks.next();
      if (done) return false;
      pending = Buffer.concat([pending, value]);
      hasBegun = true;
      return true;
    } catch (cause) {
      throw named(cause, hasBegun);
    }
  };

  const take = (length: number): Buffer => {
    const taken = pending.subarray(0, length);
    pending = pending.subarray(length);
    return taken;
  };

  const line = async (): Promise<string> => {
    for (;;) {
      const end = pending.indexOf(NEWLINE);
      if (end >= 0) return take(end + 1).toString();
      if (pending.length > LONGEST_LINE) throw damaged('a line has no end');
      if (!(await more())) throw hasBegun ? damaged('it ends too early') : notABackup();
    }
  };

  async function* rows(): AsyncGenerator<Buffer> {
    for (;;) {
      const whole = pending.lastIndexOf(NEWLINE) + 1;
      const end = endOfRows(pending.subarray(0, whole));
      if (end > 0 || (end < 0 && whole > 0)) yield take(end < 0 ? whole : end);
      if (end >= 0) {
        take(END_OF_ROWS.length);
        return;
      }
      if (!(await more())) throw damaged('it ends too early');
    }
  }

  const end = async (): Promise<void> => {
    if (pending.length > 0 || (await more())) throw damaged('something follows its end');
  };
  return { line, rows, end };
}

/** Where `\.` stands alone on a line, of rows that begin with a line's beginning. */
function endOfRows(rows: Buffer): number {
  if (rows.subarray(0, END_OF_ROWS.length).equals(Buffer.from(END_OF_ROWS))) return 0;
  const before = rows.indexOf(`\n${END_OF_ROWS}`);
  return before < 0 ? -1 : before + 1;
}

function named(cause: unknown, hasBegun: boolean): unknown {
  if (cause instanceof BackupError || !(cause instanceof Error) || !('code' in cause)) return cause;
  if (cause.code === 'Z_BUF_ERROR') return hasBegun ? damaged('it ends too early', cause) : notABackup(cause);
  if (!String(cause.code).startsWith('Z_')) return cause;
  return hasBegun ? damaged('it cannot be decompressed', cause) : notABackup(cause);
}
