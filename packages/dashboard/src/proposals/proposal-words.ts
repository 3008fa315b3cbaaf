import { type Content, contentOf, listIn, textIn } from '../changes/content.ts';
import { isFlag } from '../flags/content-diff.ts';
import {
  changePart,
  environmentPart,
  flagPart,
  listed,
  lowered,
  type Part,
  type Phrase,
  say,
  segmentPart,
} from '../flags/phrase.ts';
import { summary } from '../flags/words.ts';

/** A call that waits for approval; the log keeps no body. */
export interface Proposed {
  endpoint: string;
  params: Readonly<Record<string, string>>;
  body?: unknown;
}

interface Facts {
  flag: Part;
  segment: Part;
  environment: Part;
  change: Part;
  body: Content | null;
  now: number;
}

/** What every endpoint that can be proposed would do, to stand behind "to". */
const tellers: Readonly<Record<string, (facts: Facts) => Phrase>> = {
  createFlag: ({ body }) => createdWords('flag', textIn(body, 'key')),
  updateFlag: ({ flag }) => say`edit ${flag} itself`,
  archiveFlag: ({ flag }) => say`archive ${flag}`,
  unarchiveFlag: ({ flag }) => say`bring ${flag} back from the archive`,
  putFlagConfig: ({ flag, environment, body, now }) =>
    say`change ${flag} in ${environment}${isFlag(body) ? say`, then ${lowered(summary(body, { now }))}` : ''}`,
  dropFlagOverride: ({ flag, environment }) => say`drop what ${flag} has of its own in ${environment}`,
  switchFlag: ({ flag, environment, body }) => say`switch ${flag}${switchedTo(body)} in ${environment}`,
  restoreFlag: ({ flag, environment }) => say`restore ${flag} in ${environment}`,
  createSegment: ({ body }) => createdWords('segment', textIn(body, 'key')),
  updateSegment: ({ segment }) => say`change who belongs to ${segment}`,
  deleteSegment: ({ segment }) => say`delete the segment ${segment}`,
  putSegmentOverride: ({ segment, environment }) => say`change who belongs to ${segment} in ${environment}`,
  dropSegmentOverride: ({ segment, environment }) =>
    say`drop what ${segment} has of its own in ${environment}`,
  updateEnvironment: ({ environment, body }) => editedWords(environment, body),
  deleteEnvironment: ({ environment }) => say`delete the environment ${environment}`,
  protectEnvironment: ({ environment, body }) => protectionWords(environment, body),
  promote: ({ environment, body }) => promotionWords(environment, body),
  revertChange: ({ change }) => say`take back ${change}`,
};

/** `switch new-checkout on in production`. */
export function proposedWords({ endpoint, params, body }: Proposed, now: number = Date.now()): Phrase {
  const teller = tellers[endpoint];
  if (!teller) return say`call “${endpoint}”`;
  return teller({
    flag: flagPart(params.flag ?? ''),
    segment: segmentPart(params.segment ?? ''),
    environment: environmentPart(params.environment ?? ''),
    change: changePart(params.change ?? ''),
    body: contentOf(body),
    now,
  });
}

function createdWords(kind: 'flag' | 'segment', key: string | null): Phrase {
  if (key === null) return say`create a ${kind}`;
  return say`create the ${kind} ${kind === 'flag' ? flagPart(key) : segmentPart(key)}`;
}

function switchedTo(body: Content | null): string {
  if (typeof body?.enabled !== 'boolean') return '';
  return body.enabled ? ' on' : ' off';
}

function editedWords(environment: Part, body: Content | null): Phrase {
  if (!body) return say`edit the environment ${environment}`;
  const base = textIn(body, 'base');
  const place = base === null ? say`stand alone` : say`follow ${environmentPart(base)}`;
  const name = textIn(body, 'name');
  return say`let ${environment} ${place}${name === null ? '' : `, named “${name}”`}`;
}

function protectionWords(environment: Part, body: Content | null): Phrase {
  if (!body) return say`change the protection of ${environment}`;
  if (body.isProtected !== true) return say`stop protecting ${environment}`;
  const count = typeof body.approvals === 'number' ? body.approvals : 1;
  return say`let changes of ${environment} need ${count === 1 ? '1 approval' : `${count} approvals`}`;
}

const MOST_NAMES = 3;

function promotionWords(from: Part, body: Content | null): Phrase {
  const to = textIn(body, 'to');
  const target = to === null ? say`` : say` to ${environmentPart(to)}`;
  const names = [...listIn(body, 'flags').map(flagPart), ...listIn(body, 'segments').map(segmentPart)];
  const shown =
    names.length > MOST_NAMES + 1
      ? [...names.slice(0, MOST_NAMES), `${names.length - MOST_NAMES} more`]
      : names;
  return say`promote ${names.length === 0 ? 'everything of its own' : listed(shown, 'and')} from ${from}${target}`;
}
