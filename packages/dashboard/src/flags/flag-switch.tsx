import { Switch, Tooltip } from '@mantine/core';
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
        <Switch
          size={isCompact ? 'sm' : 'md'}
          className={css.switch ?? ''}
          data-compact={isCompact || undefined}
          checked={wanted ?? isOn}
          {...(isCompact ? {} : { label: (wanted ?? isOn) ? 'Switched on' : 'Switched off' })}
          aria-label={`Switched on in ${environment.name}`}
          aria-disabled={refusal !== null || undefined}
          data-refused={refusal !== null || undefined}
          onChange={() => {
            if (refusal === null && wanted === null) flip();
          }}
          withThumbIndicator={false}
        />
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
