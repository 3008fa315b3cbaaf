import type { Change } from '@slipway/api';
import {
  changePart,
  environmentPart,
  flagPart,
  listed,
  type Phrase,
  personPart,
  proposalPart,
  say,
  segmentPart,
  sentence,
} from '../flags/phrase.ts';
import { proposedWords } from '../proposals/proposal-words.ts';
import { accountWords, invitationWords, memberWords, tokenWords } from './access-words.ts';
import { actorName, type Content, contentOf, editedNames, textIn } from './content.ts';
import { definitionWords } from './definition-words.ts';
import { runWords } from './run-change-words.ts';
import { inEnvironment, outcomeWords, passWords, setWords, switchWords } from './state-words.ts';

/** Names of people by id, as far as they are known; undefined = not asked. */
export interface Names {
  people?: ReadonlyMap<string, string> | undefined;
}

type Teller = (change: Change, names: Names) => Phrase;

const tellers: Record<Change['subject'], Readonly<Record<string, Teller>>> = {
  project: {
    create: ({ key }) => say`created the project “${key}”`,
    update: ({ before, after }) => projectWords(contentOf(before), contentOf(after)),
  },
  environment: {
    create: ({ key, after }) => say`created ${environmentPart(key)}${followWords(contentOf(after))}`,
    update: ({ key, before, after }) => environmentWords(key, contentOf(before), contentOf(after)),
    delete: ({ key }) => say`deleted the environment ${environmentPart(key)}`,
    protect: ({ key, before, after }) => protectWords(key, contentOf(before), contentOf(after)),
    unprotect: ({ key }) => say`stopped protecting ${environmentPart(key)}`,
    'break-glass': ({ key, after }) => glassWords(key, contentOf(after)),
    ...runWords,
  },
  flag: {
    create: ({ key }) => say`created the flag ${flagPart(key)}`,
    update: (change) => definitionWords(change),
    archive: ({ key }) => say`archived ${flagPart(key)}`,
    unarchive: ({ key }) => say`brought ${flagPart(key)} back from the archive`,
  },
  'flag-config': {
    set: setWords,
    switch: switchWords,
    pass: passWords,
    drop: (change) =>
      say`dropped what ${flagPart(change.key)} had of its own${inEnvironment(change)}${outcomeWords(change)}`,
    promote: (change) => say`promoted ${flagPart(change.key)}${toEnvironment(change)}${outcomeWords(change)}`,
    kill: (change) => say`killed ${flagPart(change.key)}${inEnvironment(change)}`,
    restore: (change) => say`restored ${flagPart(change.key)}${inEnvironment(change)}${outcomeWords(change)}`,
  },
  segment: {
    create: ({ key }) => say`created the segment ${segmentPart(key)}`,
    update: ({ key, before, after }) => segmentWords(key, contentOf(before), contentOf(after)),
    delete: ({ key }) => say`deleted the segment ${segmentPart(key)}`,
  },
  'segment-override': {
    set: (change) => say`changed who belongs to ${segmentPart(change.key)}${inEnvironment(change)}`,
    drop: (change) => say`dropped what ${segmentPart(change.key)} had of its own${inEnvironment(change)}`,
    promote: (change) => say`promoted ${segmentPart(change.key)}${toEnvironment(change)}`,
  },
  token: { create: tokenWords, revoke: tokenWords },
  member: { create: memberWords, update: memberWords, remove: memberWords, erase: memberWords },
  invitation: { create: invitationWords, withdraw: invitationWords, accept: invitationWords },
  person: {
    'set-up': accountWords,
    create: accountWords,
    link: accountWords,
    update: accountWords,
    'change-password': accountWords,
    'reset-password': accountWords,
    erase: accountWords,
  },
  proposal: {
    propose: ({ key, after }) => say`proposed to ${proposedWords(callIn(after))}, ${proposalPart(key)}`,
    approve: ({ key, after }) =>
      say`approved ${proposalPart(key)}${textIn(contentOf(after), 'state') === 'applied' ? ', which was applied' : ''}`,
    reject: ({ key }) => say`rejected ${proposalPart(key)}`,
    withdraw: ({ key }) => say`withdrew ${proposalPart(key)}`,
    outdate: ({ key }) => say`made ${proposalPart(key)} stale`,
  },
  review: {
    close: (change) =>
      say`looked at the kill${killPart(change.after)}${inEnvironment(change)} and closed its review`,
  },
  service: {
    create: ({ key }) => say`registered the service “${key}”`,
    update: ({ key }) => say`changed the service “${key}”`,
    delete: ({ key }) => say`removed the service “${key}”`,
    'set-credential': ({ key, after }) => credentialWords(key, contentOf(after)),
  },
  blueprint: {
    create: ({ key }) => say`added the blueprint “${key}”`,
    update: ({ key }) => say`changed the blueprint “${key}”`,
    delete: ({ key }) => say`removed the blueprint “${key}”`,
  },
  variable: {
    set: (change) => say`set ${variableWords(change, change.after)}`,
    delete: (change) => say`removed ${variableWords(change, change.before)}`,
  },
};

/** What is told in words of its own, by subject. */
export const knownActions: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(tellers).map(([subject, words]) => [subject, Object.keys(words)]),
);

/** A change as a sentence: "Ada switched new-checkout on in production". */
export function changeWords(change: Change, names: Names = {}): Phrase {
  const did = tellers[change.subject]?.[change.action] ?? otherWords;
  const back = change.revertOf === null ? say`` : say`took back ${changePart(change.revertOf)} and `;
  return sentence(say`${actorPart(change.actor)} ${back}${did(change, names)}`);
}

function actorPart(actor: Change['actor']): Phrase {
  const name = actorName(actor);
  const isLinked = actor.name !== '' && (actor.kind === 'person' || actor.kind === 'token');
  return isLinked ? say`${personPart(name, `${actor.kind}:${actor.id}`)}` : say`${name}`;
}

/** A server that is newer than this page may record what the page does not know. */
function otherWords({ subject, action, key }: Change): Phrase {
  return say`did “${action}” to the ${subject.replace('-', ' ')} “${key}”`;
}

function toEnvironment({ environment }: Change): Phrase {
  return environment === null ? say`` : say` to ${environmentPart(environment)}`;
}

function projectWords(before: Content | null, after: Content | null): Phrase {
  const isRenamed = editedNames(before, after).includes('name');
  return isRenamed
    ? say`renamed the project “${textIn(after, 'name') ?? ''}”`
    : say`edited the description of the project`;
}

function followWords(after: Content | null): Phrase {
  const base = textIn(after, 'base');
  return base === null ? say`` : say`, which follows ${environmentPart(base)}`;
}

function environmentWords(key: string, before: Content | null, after: Content | null): Phrase {
  const edited = editedNames(before, after);
  const base = textIn(after, 'base');
  const named = say`${environmentPart(key)} to “${textIn(after, 'name') ?? ''}”`;
  const parts = [
    ...(edited.includes('name') ? [say`renamed ${named}`] : []),
    ...(edited.includes('base')
      ? [
          base === null
            ? say`let ${environmentPart(key)} stand alone`
            : say`let ${environmentPart(key)} follow ${environmentPart(base)}`,
        ]
      : []),
  ];
  return parts.length === 0 ? say`edited ${environmentPart(key)}` : listed(parts, 'and');
}

function credentialWords(key: string, after: Content | null): Phrase {
  return textIn(after, 'credential') === 'none'
    ? say`removed the credential of the service “${key}”`
    : say`set the credential of the service “${key}”`;
}

function variableWords(change: Change, told: unknown): Phrase {
  const content = contentOf(told);
  const [service, kind] = [textIn(content, 'service'), textIn(content, 'kind')];
  const where = [
    service === null ? '' : ` of the service “${service}”`,
    kind === null ? '' : ` for ${kind} environments`,
  ];
  return say`the ${content?.isSecret === true ? 'secret' : 'variable'} “${change.key}”${where.join('')}${inEnvironment(change)}`;
}

function approvalsIn(content: Content | null): string {
  const count = Number(content?.approvals ?? 1);
  return count === 1 ? '1 approval' : `${count} approvals`;
}

function protectWords(key: string, before: Content | null, after: Content | null): Phrase {
  if (before?.isProtected === true)
    return say`let changes of ${environmentPart(key)} need ${approvalsIn(after)}`;
  return say`protected ${environmentPart(key)}: changes need ${approvalsIn(after)}`;
}

function glassWords(key: string, after: Content | null): Phrase {
  if (after?.isProtected === true)
    return say`broke the glass: changes of ${environmentPart(key)} need only ${approvalsIn(after)}, without anybody’s approval`;
  return say`broke the glass: stopped protecting ${environmentPart(key)} without anybody’s approval`;
}

function segmentWords(key: string, before: Content | null, after: Content | null): Phrase {
  if (editedNames(before, after).includes('content')) return say`changed who belongs to ${segmentPart(key)}`;
  return say`edited name or description of ${segmentPart(key)}`;
}

function callIn(after: unknown): { endpoint: string; params: Readonly<Record<string, string>> } {
  const content = contentOf(after);
  const params = Object.entries(contentOf(content?.params) ?? {}).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  );
  return { endpoint: textIn(content, 'endpoint') ?? '', params: Object.fromEntries(params) };
}

function killPart(after: unknown): Phrase {
  const id = textIn(contentOf(after), 'change');
  return id === null ? say`` : say` of ${changePart(id)}`;
}
