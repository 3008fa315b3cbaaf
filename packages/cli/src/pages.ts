/** Reads every page; `next` of one is the cursor of the following. */
export async function everyPage<Item>(
  read: (cursor: { cursor?: string; limit: number }) => Promise<{ items: Item[]; next: string | null }>,
): Promise<{ items: Item[]; next: null }> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: Item[]; next: string | null } = await read({
      limit: 200,
      ...(cursor === null ? {} : { cursor }),
    });
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return { items, next: null };
}
