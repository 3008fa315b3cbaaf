import { createHash } from 'node:crypto';
import { bounds } from './bounds.ts';

/** What a unit is remembered by: itself while it is short, else its hash, so that long units cost no more memory. */
export function unitKey(unit: string): string {
  if (unit.length <= bounds.unitLength) return unit;
  return createHash('sha256').update(unit).digest('base64');
}

/** The same text in memory of its own: a part of a long text would keep the whole alive. */
export function ownCopy(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
