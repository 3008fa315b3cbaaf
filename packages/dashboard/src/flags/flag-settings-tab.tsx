import type { FlagHere } from './use-flag-here.ts';

export function FlagSettingsTab({ here }: { here: FlagHere }) {
  return <p>{here.flag.key}</p>;
}
