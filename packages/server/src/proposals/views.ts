import { ProblemError, type Proposal } from '@slipway/api';
import { invalidRequest } from '../platform/http/index.ts';
import type { CountedProposal } from './counting.ts';

export function proposalView(row: CountedProposal): Proposal {
  const { projectId: _, projectKey: __, call, id, createdAt, endedAt, ...rest } = row;
  const { endpoint, params, body } = call;
  return {
    ...rest,
    id: String(id),
    endpoint,
    params,
    // It came as JSON.
    body: body as Proposal['body'],
    createdAt: createdAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}

export function proposalNotFound(project: string, id: string): ProblemError {
  return new ProblemError(
    'proposal-not-found',
    `Project "${project}" has no proposal ${id}. GET /api/v1/projects/${project}/proposals lists them.`,
  );
}

export function readCursor(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  const id = idOf(cursor);
  if (id !== null) return id;
  throw invalidRequest([{ path: 'cursor', message: 'Use the `next` of the page before.' }]);
}

export function idOf(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** Throws `proposal-ended`; also of one that is gone. */
export function requireOpen<Row extends Pick<CountedProposal, 'id' | 'state' | 'note'>>(
  row: Row | undefined,
): Row {
  if (row?.state === 'open') return row;
  const what = row ? `Proposal ${row.id} is ${row.state}` : 'The proposal is gone';
  const note = row?.note ? `: ${row.note}` : '.';
  throw new ProblemError('proposal-ended', `${what}${note} Make another one if it is still wanted.`);
}
