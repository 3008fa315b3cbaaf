import type { EnvironmentDifference } from '@slipway/api';
import { pairs } from './table.ts';

/** Services with the commits that only one of both has, then flags, segments and data. */
export function differenceText({ to, services, flags, segments, data }: EnvironmentDifference): string {
  const facts = pairs([
    ['flags', flags.join(', ') || 'the same'],
    ['segments', segments.join(', ') || 'the same'],
    [
      'seed',
      data.seed === data.otherSeed ? 'the same' : `${data.seed ?? '–'}; ${to}: ${data.otherSeed ?? '–'}`,
    ],
  ]);
  return [...services.map(serviceText), facts].join('\n\n');
}

function serviceText({
  service,
  commit,
  otherCommit,
  ahead,
  aheadCount,
  behindCount,
}: EnvironmentDifference['services'][number]): string {
  if (commit === otherCommit) return `${service}: the same commit, ${short(commit)}`;
  const rest = aheadCount - ahead.length;
  return [
    `${service}: ${short(commit)} instead of ${short(otherCommit)}, ${aheadCount} ahead, ${behindCount} behind`,
    ...ahead.map(({ commit, subject, author }) => `  + ${short(commit)}  ${subject} (${author})`),
    ...(rest > 0 ? [`  + ${rest} more`] : []),
  ].join('\n');
}

function short(commit: string): string {
  return commit.slice(0, 10);
}
