import { Button, Modal, SegmentedControl } from '@mantine/core';
import type { Environment, FlagConfig } from '@slipway/api';
import { useState } from 'react';
import { JsonDiff } from '../ui/json-diff.tsx';
import { diffConfigs } from './config-diff.ts';
import { DifferenceList } from './config-diff-view.tsx';
import css from './conflict-dialog.module.css';
import { mergeConfigs, type Side } from './three-way.ts';

interface ConflictDialogProps {
  environment: Environment;
  /** What both have begun with. */
  base: FlagConfig;
  mine: FlagConfig;
  /** What is on the server now. */
  theirs: FlagConfig;
  colours: ReadonlyMap<string, string>;
  takeTheirs: () => void;
  /** Goes on with this on top of what is on the server. */
  goOn: (config: FlagConfig) => void;
  close: () => void;
}

/** Somebody else has saved meanwhile: both versions, and what can become of them. */
export function ConflictDialog(props: ConflictDialogProps) {
  const { environment, base, mine, theirs, colours, takeTheirs, goOn, close } = props;
  const [picks, setPicks] = useState<ReadonlyMap<string, Side>>(new Map());
  const [isJsonShown, showJson] = useState(false);
  const merged = mergeConfigs(base, mine, theirs, picks);
  const myEdits = diffConfigs(base, mine);
  const theirEdits = diffConfigs(base, theirs);
  return (
    <Modal opened onClose={close} size="xl" title={`Changed by somebody else in ${environment.name}`}>
      <p className={css.lead}>
        You and somebody else have changed this flag at the same time. Nothing of yours is lost.
      </p>
      <div className={css.sides}>
        <section>
          <h3>Theirs, saved already</h3>
          <DifferenceList differences={theirEdits} colours={colours} />
        </section>
        <section>
          <h3>Yours, not saved</h3>
          <DifferenceList differences={myEdits} colours={colours} />
        </section>
      </div>
      {merged.clashes.length > 0 ? (
        <section className={css.clashes}>
          <h3>Changed by both</h3>
          {merged.clashes.map((rung) => (
            <div key={rung} className={css.clash}>
              <span>{rungName(rung, theirs, mine)}</span>
              <SegmentedControl
                size="xs"
                aria-label={`Whose version of ${rungName(rung, theirs, mine)}`}
                value={picks.get(rung) ?? 'theirs'}
                onChange={(side) => setPicks(new Map(picks).set(rung, side === 'mine' ? 'mine' : 'theirs'))}
                data={[
                  { value: 'theirs', label: 'Keep theirs' },
                  { value: 'mine', label: 'Keep mine' },
                ]}
              />
            </div>
          ))}
        </section>
      ) : null}
      <section>
        <h3>Yours on top of theirs</h3>
        <DifferenceList differences={diffConfigs(theirs, merged.config)} colours={colours} />
      </section>
      <Button
        size="compact-xs"
        variant="subtle"
        aria-expanded={isJsonShown}
        onClick={() => showJson(!isJsonShown)}
        className={css.toggle}
      >
        {isJsonShown ? 'Hide JSON' : 'Show as JSON'}
      </Button>
      {isJsonShown ? <JsonDiff before={theirs} after={mine} labels={['Theirs', 'Yours']} /> : null}
      <div className={css.actions}>
        <Button variant="default" onClick={takeTheirs}>
          Take theirs, drop mine
        </Button>
        <Button variant="default" onClick={() => goOn(mine)}>
          Keep mine, drop theirs
        </Button>
        <Button onClick={() => goOn(merged.config)} data-autofocus>
          Go on with both
        </Button>
      </div>
    </Modal>
  );
}

const names: Readonly<Record<string, string>> = {
  enabled: 'Switch',
  schedule: 'Schedule',
  offVariant: 'Off variant',
  safeVariant: 'Safe variant',
  fallthrough: 'Everyone else',
  'rule-order': 'Order of rules',
  'target-order': 'Order of listed keys',
  'prerequisite-order': 'Order of required flags',
};

function rungName(rung: string, theirs: FlagConfig, mine: FlagConfig): string {
  const [kind = '', key = ''] = rung.split(/:(.*)/s);
  if (kind === 'rule') {
    const place = [theirs, mine]
      .map(({ rules }) => rules.findIndex(({ id }) => id === key))
      .find((at) => at >= 0);
    return `Rule ${(place ?? 0) + 1}`;
  }
  if (kind === 'target') return `Keys that get ${key}`;
  return kind === 'prerequisite' ? `Required flag ${key}` : (names[rung] ?? rung);
}
