import type { ReplyOf, verifyChanges } from '@slipway/api';

type Verified = ReplyOf<typeof verifyChanges>;

/** "1,204 changes verified", or what does not fit. */
export function verifiedWords({ isIntact, checked, erased, firstBroken }: Verified): string {
  const count = `${checked.toLocaleString('en')} ${checked === 1 ? 'change' : 'changes'}`;
  if (!isIntact)
    return firstBroken === null
      ? `The chain does not fit after ${count}`
      : `Change ${firstBroken} does not fit: it, or one before it, was altered`;
  return erased === 0
    ? `${count} verified`
    : `${count} verified, ${erased.toLocaleString('en')} of them erased`;
}
