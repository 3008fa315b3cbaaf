import type { FlagHere } from './use-flag-here.ts';

export function HistoryTab({ here }: { here: FlagHere }) {
  return <p>{here.flag.key}</p>;
}
