import type { Place } from './tree.ts';

/** Rows of many flags, or segments, in the same environments: each with its environment, by whose they are. */
export function placedRows<Row extends { ofId: number; id: number }>(
  rows: readonly Row[],
  places: readonly Place[],
): Map<number, (Place & Row)[]> {
  const placeOf = new Map(places.map((place) => [place.id, place]));
  const placed = rows.flatMap((row) => {
    const place = placeOf.get(row.id);
    return place ? [{ ...place, ...row }] : [];
  });
  return Map.groupBy(placed, ({ ofId }) => ofId);
}
