import type { FlagHere } from './use-flag-here.ts';

export function HealthTab({ here }: { here: FlagHere }) {
  return <p>{here.flag.key}</p>;
}
