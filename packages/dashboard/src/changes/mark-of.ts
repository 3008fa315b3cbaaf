import type { Change } from '@slipway/api';
import { isEnabledAt } from '../flags/words.ts';
import { momentIn, stateIn } from './content.ts';

type Shape =
  | 'kill'
  | 'restore'
  | 'on'
  | 'off'
  | 'edit'
  | 'create'
  | 'remove'
  | 'archive'
  | 'promote'
  | 'date'
  | 'back'
  | 'protect'
  | 'environment'
  | 'person'
  | 'token'
  | 'proposal'
  | 'refuse'
  | 'review';
type Tone = 'on' | 'off' | 'moving' | 'waiting' | 'killed';

interface Mark {
  shape: Shape;
  tone: Tone;
}

const byAction: Readonly<Record<string, Mark>> = {
  'flag-config kill': { shape: 'kill', tone: 'killed' },
  'flag-config restore': { shape: 'restore', tone: 'on' },
  'flag-config promote': { shape: 'promote', tone: 'moving' },
  'flag-config drop': { shape: 'remove', tone: 'moving' },
  'flag-config pass': { shape: 'date', tone: 'moving' },
  'flag create': { shape: 'create', tone: 'off' },
  'flag archive': { shape: 'archive', tone: 'off' },
  'segment create': { shape: 'create', tone: 'off' },
  'segment delete': { shape: 'remove', tone: 'off' },
  'segment-override promote': { shape: 'promote', tone: 'moving' },
  'segment-override drop': { shape: 'remove', tone: 'moving' },
  'environment protect': { shape: 'protect', tone: 'on' },
  'environment unprotect': { shape: 'protect', tone: 'waiting' },
  'environment break-glass': { shape: 'protect', tone: 'killed' },
  'environment delete': { shape: 'remove', tone: 'off' },
  'environment destroy': { shape: 'remove', tone: 'off' },
  'environment reset-data': { shape: 'back', tone: 'waiting' },
  'environment restore-data': { shape: 'back', tone: 'waiting' },
  'service create': { shape: 'create', tone: 'off' },
  'service delete': { shape: 'remove', tone: 'off' },
  'service set-credential': { shape: 'token', tone: 'off' },
  'blueprint create': { shape: 'create', tone: 'off' },
  'blueprint delete': { shape: 'remove', tone: 'off' },
  'variable delete': { shape: 'remove', tone: 'off' },
  'proposal reject': { shape: 'refuse', tone: 'killed' },
  'proposal withdraw': { shape: 'refuse', tone: 'off' },
};

const bySubject: Partial<Record<Change['subject'], Mark>> = {
  environment: { shape: 'environment', tone: 'off' },
  token: { shape: 'token', tone: 'off' },
  member: { shape: 'person', tone: 'off' },
  invitation: { shape: 'person', tone: 'off' },
  person: { shape: 'person', tone: 'off' },
  proposal: { shape: 'proposal', tone: 'waiting' },
  review: { shape: 'review', tone: 'off' },
};

/** Shape and colour of a change. */
export function markOf(change: Change): Mark {
  if (change.revertOf !== null) return { shape: 'back', tone: 'moving' };
  return (
    switchMark(change) ??
    byAction[`${change.subject} ${change.action}`] ??
    bySubject[change.subject] ?? { shape: 'edit', tone: 'moving' }
  );
}

/** Whatever turned a flag on or off looks like it. */
function switchMark({ subject, action, before, after, at }: Change): Mark | null {
  if (subject !== 'flag-config' || !['set', 'switch', 'pass'].includes(action)) return null;
  const [was, is] = [isOn(before, at), isOn(after, at)];
  if (was === is || is === null) return null;
  return is ? { shape: 'on', tone: 'on' } : { shape: 'off', tone: 'off' };
}

function isOn(content: unknown, at: string): boolean | null {
  const moment = momentIn(content);
  if (moment) return moment.enabled;
  const state = stateIn(content);
  return state && isEnabledAt(state.config, Date.parse(at));
}
