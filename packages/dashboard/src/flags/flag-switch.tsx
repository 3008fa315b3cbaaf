import { Tooltip } from '@mantine/core';
import { useState } from 'react';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { useSubmit } from '../app/submit.tsx';
import { isProductionLike } from '../ui/environment-name.tsx';
import { useNow } from '../ui/time.tsx';
import { type SwitchWish, switchTo } from './flag-acts.ts';
import css from './flag-switch.module.css';
import { type Asking, SwitchDialog } from './flag-switch-dialog.tsx';
import { isEnabledForOthers } from './on-for-me.ts';
import type { FlagHere } from './use-flag-here.ts';

/** Switches at once where nobody sees more by it; what exposes people in production is thought over first. */
export function FlagSwitch({ here, isCompact = false }: { here: FlagHere; isCompact?: boolean }) {
  const { project, environment, state } = here;
  const now = useNow();
  const submit = useSubmit();
  const refusal = refusalOf(useMay(project), 'flag:write', { environment: environment.key });
  const [asking, setAsking] = useState<Asking | null>(null);
  const [wanted, setWanted] = useState<boolean | null>(null);
  const isOn = isEnabledForOthers(state.config, now);
  const shown = wanted ?? isOn;
  const send = async (wish: SwitchWish): Promise<void> => {
    setAsking(null);
    if (!environment.isProtected) setWanted(wish.to);
    const again = await switchTo(submit, here, wish);
    setWanted(null);
    if (again) setAsking({ to: wish.to, why: again, reason: wish.reason ?? '' });
  };
  const flip = (): void => {
    const to = !isOn;
    const isExposing = to && isProductionLike(environment.name, environment.kind === 'permanent');
    if (isExposing || environment.isProtected) setAsking({ to, why: null, reason: '' });
    else void send({ to });
  };
  return (
    <>
      <Tooltip label={refusal ?? ''} disabled={refusal === null} multiline maw={280}>
        <button
          type="button"
          role="switch"
          className={css.switch}
          data-compact={isCompact || undefined}
          data-killed={state.killed || undefined}
          aria-checked={shown}
          aria-disabled={refusal !== null || undefined}
          aria-label={
            isCompact
              ? `Switched on in ${environment.name}`
              : `${labelOf(shown, state.killed)} in ${environment.name}`
          }
          onClick={() => {
            if (refusal === null && wanted === null) flip();
          }}
        >
          <span className={css.track} aria-hidden />
          {isCompact ? null : <span className={css.label}>{labelOf(shown, state.killed)}</span>}
        </button>
      </Tooltip>
      {asking ? (
        <SwitchDialog
          here={here}
          asking={asking}
          send={(wish) => void send(wish)}
          close={() => setAsking(null)}
        />
      ) : null}
    </>
  );
}

function labelOf(isOn: boolean, isKilled: boolean): string {
  if (isKilled) return isOn ? 'On once restored' : 'Off once restored';
  return isOn ? 'Switched on' : 'Switched off';
}
