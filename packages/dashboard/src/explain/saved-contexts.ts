import { type Context, isContext } from './context-rows.ts';

/** A context that this browser remembers by name. */
export interface SavedContext {
  name: string;
  context: Context;
}

const MOST = 20;

/** What was stored; whatever cannot be read is dropped. */
export function readSaved(text: string): SavedContext[] {
  try {
    const stored: unknown = JSON.parse(text);
    return Array.isArray(stored) ? stored.filter(isSaved) : [];
  } catch {
    return [];
  }
}

function isSaved(value: unknown): value is SavedContext {
  return isContext(value) && typeof value.name === 'string' && isContext(value.context);
}

/** The last one used comes first; a name is there once. */
export function withSaved(saved: readonly SavedContext[], added: SavedContext): SavedContext[] {
  return [added, ...saved.filter(({ name }) => name !== added.name)].slice(0, MOST);
}

export function withoutSaved(saved: readonly SavedContext[], name: string): SavedContext[] {
  return saved.filter((one) => one.name !== name);
}

export function isSame(a: Context | undefined, b: Context): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
