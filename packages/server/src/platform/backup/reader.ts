import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BackupError } from './backup-error.ts';
import { damaged, END_OF_ROWS, notABackup } from './format.ts';

const NEWLINE = 0x0a;
const LONGEST_LINE = 64 * 1024 * 1024;

/** Reads a backup from front to end: a line, rows, rows, …, a line, the end. */
export class BackupReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #pending: Buffer = Buffer.alloc(0);
  #hasBegun = false;

  constructor(source: Readable) {
    // An error of the source destroys the gunzip with it, so the iteration throws it; the callback has nothing to add.
    this.#chunks = pipeline(source, createGunzip(), () => undefined)[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.#pending.indexOf(NEWLINE);
      if (end >= 0) return this.#take(end + 1).toString();
      if (this.#pending.length > LONGEST_LINE) throw damaged('a line has no end');
      if (!(await this.#more())) throw this.#hasBegun ? tooShort() : notABackup();
    }
  }

  /** The rows of one table, in pieces that end with a whole row. */
  async *rows(): AsyncGenerator<Buffer> {
    for (;;) {
      const whole = this.#pending.lastIndexOf(NEWLINE) + 1;
      const end = endOfRows(this.#pending.subarray(0, whole));
      const length = end < 0 ? whole : end;
      if (length > 0) yield this.#take(length);
      if (end >= 0) return void this.#take(END_OF_ROWS.length);
      if (!(await this.#more())) throw tooShort();
    }
  }

  /** Throws unless all was read. Only here the checksum of the compression has been verified. */
  async end(): Promise<void> {
    if (this.#pending.length > 0 || (await this.#more())) throw damaged('something follows its end');
  }

  #take(length: number): Buffer {
    const taken = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return taken;
  }

  /** False at the end. */
  async #more(): Promise<boolean> {
    const { value, done } = await this.#next();
    if (done) return false;
    this.#pending = Buffer.concat([this.#pending, value]);
    this.#hasBegun = true;
    return true;
  }

  async #next(): Promise<IteratorResult<Buffer>> {
    try {
      return await this.#chunks.next();
    } catch (cause) {
      throw named(cause, this.#hasBegun);
    }
  }
}

function tooShort(cause?: unknown): BackupError {
  return damaged('it ends too early', cause);
}

/** Where `\.` stands alone on a line, of rows that begin with a line's beginning. */
function endOfRows(rows: Buffer): number {
  if (rows.subarray(0, END_OF_ROWS.length).equals(Buffer.from(END_OF_ROWS))) return 0;
  const before = rows.indexOf(`\n${END_OF_ROWS}`);
  return before < 0 ? -1 : before + 1;
}

function named(cause: unknown, hasBegun: boolean): unknown {
  if (cause instanceof BackupError || !(cause instanceof Error) || !('code' in cause)) return cause;
  if (cause.code === 'Z_BUF_ERROR') return hasBegun ? tooShort(cause) : notABackup(cause);
  if (!String(cause.code).startsWith('Z_')) return cause;
  return hasBegun ? damaged('it cannot be decompressed', cause) : notABackup(cause);
}
