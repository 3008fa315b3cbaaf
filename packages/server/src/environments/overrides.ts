import type { Override } from '@slipway/api';
import { listFlagOverrides } from '../flags/index.ts';
import { type Database, transaction } from '../platform/db/index.ts';
import { type Page, type PageRequest, pageOf } from '../platform/page.ts';
import { environmentNotFound, findProjectId, loadPlaces } from '../rulesets/index.ts';
import { listSegmentOverrides } from '../segments/index.ts';

/** Flags first, then segments, each by key. */
export function readOverrides(
  db: Database,
  { project, environment }: { project: string; environment: string },
  { cursor, limit }: PageRequest,
): Promise<Page<Override>> {
  const read = { isolation: 'repeatable read', readOnly: true } as const;
  return transaction(
    db,
    async (tx) => {
      const projectId = await findProjectId(tx, project);
      const places = await loadPlaces(tx, projectId);
      const place = places.find(({ key }) => key === environment);
      if (!place) throw environmentNotFound(project, environment);
      const here = { projectId, places, place };
      const { flag, segment } = positionsOf(cursor);
      const most = limit + 1;
      const flags = flag === null ? [] : await listFlagOverrides(tx, here, { after: flag, limit: most });
      const room = { after: segment, limit: most - flags.length };
      const segments = room.limit > 0 ? await listSegmentOverrides(tx, here, room) : [];
      return pageOf(
        [...flags, ...segments],
        limit,
        (item) => item,
        ({ kind, key }) => `${kind}:${key}`,
      );
    },
    read,
  );
}

/** After which keys to go on; null = all flags have been seen. */
function positionsOf(cursor = 'flag:'): { flag: string | null; segment: string } {
  const [kind = '', key = ''] = cursor.split(':', 2);
  return kind === 'segment' ? { flag: null, segment: key } : { flag: key, segment: '' };
}
