import { Command, Copy } from '../ui/copy.tsx';
import { codeFor } from './create-flag-code.ts';
import css from './flag-settings.module.css';
import type { FlagHere } from './use-flag-here.ts';

/** How code and the command line name this flag. */
export function FlagSnippets({ here: { flag, environment, state } }: { here: FlagHere }) {
  const code = codeFor({ ...flag, offVariant: state.config.offVariant });
  const on = `-e ${environment.key}`;
  const commands = [
    `slipway flag show ${flag.key} ${on}`,
    `slipway flag ${state.enabledNow ? 'off' : 'on'} ${flag.key} ${on}`,
    `slipway flag kill ${flag.key} ${on}`,
    `slipway explain ${flag.key} ${on} --key u1`,
  ];
  return (
    <div className={css.snippets}>
      <div className={css.code}>
        <pre>{code}</pre>
        <Copy value={code} what="code" />
      </div>
      <ul className={css.commands}>
        {commands.map((command) => (
          <li key={command}>
            <Command>{command}</Command>
          </li>
        ))}
      </ul>
    </div>
  );
}
