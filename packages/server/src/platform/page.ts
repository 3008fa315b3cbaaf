/** What a list is asked for: `cursor` is the `next` of the page before. */
export interface PageRequest {
  cursor?: string | undefined;
  limit: number;
}

export interface Page<Item> {
  items: Item[];
  next: string | null;
}

/** One page of `rows`, which were read with a limit of one more than the page holds. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  itemOf: (row: Row) => Item,
  cursorOf: (row: Row) => string,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(itemOf), next: rows.length > limit && last ? cursorOf(last) : null };
}
