import { UsageError } from '../failure.ts';
import type { Serve } from './shapes.ts';

/** Weights are out of 100,000; what is missing to that goes to the off variant. */
export type ServeDraft = { variant: string } | { shares: [variant: string, weight: number][] };

const WHOLE = 100_000;
const share = /^(\d+(?:\.\d{1,3})?)\s*%\s*(\S.*)$/;

/** Reads `on`, `10% on` or `50% blue, 25% green`. */
export function parseServe(text: string): ServeDraft {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length === 1 && !text.includes('%')) return { variant: parseVariant(text.trim()) };
  const shares = parts.map((part): [string, number] => {
    const [, percent, variant] = share.exec(part) ?? [];
    if (percent === undefined || variant === undefined) throw unreadable(text, part);
    return [parseVariant(variant.trim()), weightOf(percent)];
  });
  return { shares: checked(shares, text) };
}

/** Reads `10` or `10=on`; without a variant `variant` is undefined. */
export function parsePercentage(text: string): { weight: number; variant: string | undefined } {
  const [, percent, variant] = /^(\d+(?:\.\d{1,3})?)\s*%?(?:\s*=\s*(\S.*))?$/.exec(text.trim()) ?? [];
  const weight = percent === undefined ? Number.NaN : weightOf(percent);
  if (!(weight <= WHOLE))
    throw new UsageError(
      `"${text}" is not a percentage.`,
      'Give 0 to 100 with at most three decimals, such as --percentage 10 or --percentage 12.5=on.',
    );
  return { weight, variant };
}

/** `10000` → `10%`. */
export function percentText(weight: number): string {
  return `${weight / 1000}%`;
}

/** The serve as `parseServe` reads it; a unit other than `targetingKey` is named. */
export function describeServe(serve: Serve): string {
  if ('variant' in serve) return serve.variant;
  const shares = serve.split.weights
    .map(([variant, weight]) => `${percentText(weight)} ${variant}`)
    .join(', ');
  return serve.split.by === 'targetingKey' ? shares : `${shares} by ${serve.split.by}`;
}

function parseVariant(text: string): string {
  if (text === '')
    throw new UsageError('A variant is missing.', 'Write it like: internal=on, or: plan equals pro => on.');
  return text.replace(/^"(.*)"$/, '$1');
}

function weightOf(percent: string): number {
  return Math.round(Number(percent) * 1000);
}

function checked(shares: [string, number][], text: string): [string, number][] {
  const total = shares.reduce((sum, [, weight]) => sum + weight, 0);
  if (total > WHOLE)
    throw new UsageError(`"${text}" is ${percentText(total)} together.`, 'Give at most 100 %.');
  const twice = shares.find(([variant], index) => shares.findIndex(([other]) => other === variant) < index);
  if (twice) throw new UsageError(`"${text}" names "${twice[0]}" twice.`, 'Add its shares up.');
  return shares;
}

function unreadable(text: string, part: string): UsageError {
  return new UsageError(
    `Cannot read "${part}" in "${text}".`,
    'Give a variant (on) or shares (10% on, 90% off); what is missing to 100 % goes to the off variant.',
  );
}
