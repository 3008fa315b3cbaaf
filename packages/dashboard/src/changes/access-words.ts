import type { Change } from '@slipway/api';
import { environmentPart, listed, type Phrase, personPart, say } from '../flags/phrase.ts';
import type { Names } from './change-words.ts';
import { type Content, contentOf, ERASED, listIn, textIn } from './content.ts';

/** Changes name people by id alone; who is gone has no name any more. */
function person(id: string, { people }: Names): Phrase {
  const name = people?.get(id);
  if (name === undefined) return say`${people ? 'somebody who is no longer here' : `person ${id}`}`;
  return say`${name === '' ? ERASED : personPart(name, id)}`;
}

export function memberWords(change: Change, names: Names): Phrase {
  const { action, key, actor } = change;
  const [before, after] = [contentOf(change.before), contentOf(change.after)];
  const isSelf = actor.kind === 'person' && actor.id === key;
  const who = person(key, names);
  if (action === 'create') return isSelf ? say`joined${asRole(after)}` : say`added ${who}${asRole(after)}`;
  if (action === 'remove') return isSelf ? say`left the project` : say`removed ${who}${wasRole(before)}`;
  if (action === 'erase') return say`erased the data of a member${wasRole(before)}`;
  if (textIn(before, 'role') !== textIn(after, 'role'))
    return say`made ${isSelf ? 'themselves' : who} ${textIn(after, 'role') ?? 'a member'}${beforeRole(before)}`;
  return say`changed what ${isSelf ? 'they' : who} may do`;
}

function asRole(content: Content | null): string {
  const role = textIn(content, 'role');
  return role === null ? '' : ` as ${role}`;
}

function wasRole(content: Content | null): string {
  const role = textIn(content, 'role');
  return role === null ? '' : `, who was ${role}`;
}

function beforeRole(content: Content | null): string {
  const role = textIn(content, 'role');
  return role === null ? '' : ` instead of ${role}`;
}

export function invitationWords({ action, before, after }: Change): Phrase {
  if (action === 'withdraw') return say`withdrew an invitation${asRole(contentOf(before))}`;
  if (action === 'accept') return say`accepted an invitation${asRole(contentOf(after))}`;
  return say`invited somebody${asRole(contentOf(after))}${seeing(contentOf(after))}`;
}

function seeing(content: Content | null): Phrase {
  const keys = listIn(content, 'environments');
  return keys.length === 0 ? say`` : say` who sees ${listed(keys.map(environmentPart), 'and')}`;
}

export function tokenWords(change: Change): Phrase {
  const token = contentOf(change.after) ?? contentOf(change.before);
  const name = textIn(token, 'name') ?? change.key;
  const scope = textIn(token, 'scope');
  const place = textIn(token, 'environment') ?? change.environment;
  const where = place === null ? say`` : say` for ${environmentPart(place)}`;
  return say`${change.action === 'revoke' ? 'revoked' : 'made'} the ${scope === null ? '' : `${scope} `}token “${name}”${where}`;
}

/** Accounts belong to no project: these stand in the log of the installation. */
export function accountWords(change: Change, names: Names): Phrase {
  const { action, key, actor } = change;
  const after = contentOf(change.after);
  const whose =
    actor.kind === 'person' && actor.id === key ? say`their` : say`the account of ${person(key, names)}:`;
  const words: Record<string, () => Phrase> = {
    'set-up': () => say`set this installation up and became its owner`,
    create: () =>
      say`got an account by ${textIn(after, 'by') === 'provider' ? 'the sign-in provider' : 'an invitation'}`,
    link: () => say`joined ${whose} account to the sign-in provider`,
    update: () =>
      say`edited ${whose} ${listed(listIn(after, 'edited').map(fieldWords), 'and').text || 'account'}`,
    'change-password': () => say`changed ${whose} password`,
    'reset-password': () => say`reset ${whose} password by mail`,
    erase: () => say`erased the data of a person`,
  };
  return words[action]?.() ?? say`changed ${whose} account`;
}

const fieldWords = (name: string): string => (name === 'targetingKey' ? 'key for flags' : name);
