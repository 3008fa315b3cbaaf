import { items, type MapSpot, member, type Spot } from './reading.ts';

/** The ports on which the container listens, as `ports` and `expose` say. */
export function publishedPorts(service: MapSpot): number[] {
  const spots = ['ports', 'expose'].flatMap((key) => {
    const spot = member(service, key);
    return spot ? items(spot) : [];
  });
  return [...new Set(spots.flatMap(portOf))];
}

function portOf({ tree }: Spot): number[] {
  const target = tree.kind === 'map' ? tree.entries.get('target')?.value : tree;
  if (target?.kind !== 'scalar') return [];
  const port = Number(/(?:^|:)(\d{1,5})(?:\/tcp)?$/.exec(target.text ?? '')?.[1]);
  return port >= 1 && port <= 65_535 ? [port] : [];
}
