import type { Change } from '@slipway/api';
import { diffConfigs } from '../flags/config-diff.ts';
import { environmentPart, flagPart, lowered, type Phrase, say } from '../flags/phrase.ts';
import { isEnabledAt, summary } from '../flags/words.ts';
import { type Moment, momentIn, type StateContent, stateIn } from './content.ts';

/** Where a change of a flag’s state, or of an override, was made. */
export function inEnvironment({ environment }: Pick<Change, 'environment'>): Phrase {
  return environment === null ? say`` : say` in ${environmentPart(environment)}`;
}

/** What an environment was told about a flag: what came of it rather than what was edited. */
export function setWords(change: Change): Phrase {
  const [before, after] = [stateIn(change.before), stateIn(change.after)];
  const where = say`${flagPart(change.key)}${inEnvironment(change)}`;
  if (!after) return say`changed ${where}`;
  const now = Date.parse(change.at);
  if (before && isOnlySwitched(before, after)) return switchedWords(change, after.config.enabled);
  const was = before ? standing(before, now).text : null;
  const is = standing(after, now);
  return is.text === was
    ? say`changed ${where}${editWords(before, after)}`
    : say`changed ${where}, now ${lowered(is)}`;
}

export function switchWords(change: Change): Phrase {
  const after = stateIn(change.after);
  if (!after) return say`switched ${flagPart(change.key)}${inEnvironment(change)}`;
  return switchedWords(change, isEnabledAt(after.config, Date.parse(change.at)));
}

function switchedWords(change: Change, isOn: boolean): Phrase {
  return say`switched ${flagPart(change.key)} ${isOn ? 'on' : 'off'}${inEnvironment(change)}`;
}

function isOnlySwitched(before: StateContent, after: StateContent): boolean {
  const found = diffConfigs(before.config, after.config);
  return found.length === 1 && found[0]?.rung === 'enabled';
}

function standing({ config, killed }: StateContent, now: number): Phrase {
  return summary(config, { killed, now });
}

function editWords(before: StateContent | null, after: StateContent): Phrase {
  const found = before ? diffConfigs(before.config, after.config) : [];
  const [first] = found;
  if (!first)
    return before?.source === after.source ? say`` : say`: it has a config of its own, the same as before`;
  return found.length === 1
    ? say`: ${lowered(first.phrase)}`
    : say`: ${lowered(first.phrase)} and ${found.length - 1} more`;
}

/** What holds afterwards; nothing where it is not known. */
export function outcomeWords(change: Change): Phrase {
  const after = stateIn(change.after);
  return after ? say`, now ${lowered(standing(after, Date.parse(change.at)))}` : say``;
}

/** What a date did with nobody doing anything. */
export function passWords(change: Change): Phrase {
  const [before, after] = [momentIn(change.before), momentIn(change.after)];
  const where = say`${flagPart(change.key)}${inEnvironment(change)}`;
  if (!before || !after) return say`changed ${where}`;
  if (before.enabled !== after.enabled) return switchedWords(change, after.enabled);
  const began = added(before, after);
  const ended = added(after, before);
  if (began.length > 0 && ended.length > 0)
    return say`began ${ruleCount(began)} and ended ${ruleCount(ended)} of ${where}`;
  if (began.length > 0) return say`began ${ruleCount(began)} of ${where}`;
  return ended.length > 0 ? say`ended ${ruleCount(ended)} of ${where}` : say`reached a date of ${where}`;
}

export function added(before: Moment, after: Moment): string[] {
  return after.rules.filter((id) => !before.rules.includes(id));
}

function ruleCount(ids: readonly string[]): string {
  return ids.length === 1 ? 'a dated rule' : `${ids.length} dated rules`;
}
