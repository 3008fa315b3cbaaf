import { z } from 'zod';
import { BackupError } from './backup-error.ts';

/**
 * A backup is gzipped text: a line of JSON (Header), then for each table its rows as PostgreSQL's COPY writes them,
 * ended by a line `\.`, then a line of JSON (Trailer). `gunzip -c FILE | less` reads it.
 */
export const FORMAT = 1;

export const END_OF_ROWS = '\\.\n';

export interface Header {
  slipwayBackup: typeof FORMAT;
  productVersion: string;
  createdAt: string;
  /** What was applied to the database; a backup goes into a database at exactly this schema and moves on from there. */
  migrations: { number: number; name: string; checksum: string }[];
  tables: { name: string; columns: string[] }[];
}

export interface Trailer {
  tables: Record<string, { rows: number; sha256: string }>;
  /** Last values of those that were used. */
  sequences: Record<string, string>;
  contentHash: string;
}

const HeaderShape: z.ZodType<Header> = z.object({
  slipwayBackup: z.literal(FORMAT),
  productVersion: z.string(),
  createdAt: z.string(),
  migrations: z.array(z.object({ number: z.number().int(), name: z.string(), checksum: z.string() })),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
});

const TrailerShape: z.ZodType<Trailer> = z.object({
  tables: z.record(z.string(), z.object({ rows: z.number().int(), sha256: z.string() })),
  sequences: z.record(z.string(), z.string()),
  contentHash: z.string(),
});

export function writeLine(value: Header | Trailer): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

export function readHeader(line: string): Header {
  const value = parseJson(line, 'not-a-backup');
  const format = z.object({ slipwayBackup: z.number() }).safeParse(value);
  if (!format.success) throw notABackup();
  if (format.data.slipwayBackup > FORMAT) {
    throw new BackupError(
      'made-by-newer',
      `The backup has format ${format.data.slipwayBackup}, and this Slipway reads ${FORMAT}. Restore it with the version that made it or a newer one.`,
    );
  }
  const header = HeaderShape.safeParse(value);
  if (!header.success) throw damaged('its header is incomplete', header.error);
  return header.data;
}

export function readTrailer(line: string): Trailer {
  const trailer = TrailerShape.safeParse(parseJson(line, 'damaged'));
  if (!trailer.success) throw damaged('its end is incomplete', trailer.error);
  return trailer.data;
}

export function damaged(what: string, cause?: unknown): BackupError {
  return new BackupError(
    'damaged',
    `The backup is damaged: ${what}. Nothing was restored; use another copy.`,
    cause,
  );
}

export function notABackup(cause?: unknown): BackupError {
  return new BackupError('not-a-backup', 'This is not a Slipway backup. Nothing was restored.', cause);
}

function parseJson(line: string, otherwise: 'not-a-backup' | 'damaged'): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw otherwise === 'damaged' ? damaged('its end cannot be read', cause) : notABackup(cause);
  }
}
