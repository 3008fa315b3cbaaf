import { types } from 'node:util';

/** Epoch milliseconds of a `Date`; an invalid one and any other object are no instant. Never runs the application's code. */
export function instantOfDate(value: object): number | undefined {
  if (!types.isDate(value)) return undefined;
  const at = Date.prototype.getTime.call(value);
  return Number.isNaN(at) ? undefined : at;
}
