import { Button, Modal, Radio } from '@mantine/core';
import type { Environment, FlagConfig } from '@slipway/api';
import { useId, useState } from 'react';
import { JsonDiff } from '../ui/json-diff.tsx';
import { diffConfigs } from './config-diff.ts';
import { DifferenceList } from './config-diff-view.tsx';
import { type Choice, choiceOf, type Outcome } from './conflict-choice.ts';
import css from './conflict-dialog.module.css';
import type { Picks, Side } from './three-way.ts';

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

const goOnWords: Readonly<Record<Outcome, string>> = {
  undecided: 'Go on with both',
  both: 'Go on with both',
  mine: 'Go on with mine',
  theirs: 'Take theirs',
};

/** Somebody else has saved meanwhile: both versions, and what can become of them. */
export function ConflictDialog(props: ConflictDialogProps) {
  const { environment, base, mine, theirs, colours, close } = props;
  const [picks, setPicks] = useState<Picks>(new Map());
  const [isJsonShown, showJson] = useState(false);
  const id = useId();
  const choice = choiceOf(base, mine, theirs, picks);
  return (
    <Modal opened onClose={close} size="xl" title={`Changed by somebody else in ${environment.name}`}>
      <p className={css.lead}>
        You and somebody else have changed this flag at the same time. Yours stays a draft until you choose.
      </p>
      <div className={css.sides}>
        <section>
          <h3>Theirs, saved already</h3>
          <DifferenceList differences={diffConfigs(base, theirs)} colours={colours} />
        </section>
        <section>
          <h3>Yours, not saved</h3>
          <DifferenceList differences={diffConfigs(base, mine)} colours={colours} />
        </section>
      </div>
      {choice.clashes.length > 0 ? (
        <section className={css.clashes}>
          <h3>Changed by both</h3>
          {choice.clashes.map((rung, index) => (
            <Clash
              key={rung}
              name={rungName(rung, theirs, mine)}
              side={picks.get(rung) ?? null}
              pick={(side) => setPicks(new Map(picks).set(rung, side))}
              isFirst={index === 0}
            />
          ))}
        </section>
      ) : null}
      <section>
        <h3>Yours on top of theirs</h3>
        {choice.outcome === 'undecided' ? (
          <p id={id} className={css.lead}>
            Choose for each that both have changed.
          </p>
        ) : (
          <DifferenceList differences={diffConfigs(theirs, choice.merged)} colours={colours} />
        )}
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
      <Ways {...props} choice={choice} hint={id} />
    </Modal>
  );
}

interface ClashProps {
  name: string;
  side: Side | null;
  pick: (side: Side) => void;
  isFirst: boolean;
}

/** Nothing is chosen beforehand: what one does not choose would be lost unseen. */
function Clash({ name, side, pick, isFirst }: ClashProps) {
  return (
    <Radio.Group
      size="xs"
      label={name}
      classNames={{ root: css.clash }}
      value={side}
      onChange={(value) => pick(value === 'mine' ? 'mine' : 'theirs')}
    >
      <div className={css.picks}>
        <Radio size="xs" value="theirs" label="Keep theirs" data-autofocus={isFirst || undefined} />
        <Radio size="xs" value="mine" label="Keep mine" />
      </div>
    </Radio.Group>
  );
}

type WaysProps = Pick<ConflictDialogProps, 'mine' | 'takeTheirs' | 'goOn'> & {
  choice: Choice;
  /** Id of what says that something is still to be chosen. */
  hint: string;
};

function Ways({ mine, takeTheirs, goOn, choice, hint }: WaysProps) {
  const { merged, outcome, clashes } = choice;
  const isOpen = outcome === 'undecided';
  return (
    <div className={css.actions}>
      {outcome === 'theirs' ? null : (
        <Button variant="default" onClick={takeTheirs}>
          Take theirs, drop mine
        </Button>
      )}
      {outcome === 'mine' ? null : (
        <Button variant="default" onClick={() => goOn(mine)}>
          Keep mine, drop theirs
        </Button>
      )}
      <Button
        onClick={outcome === 'theirs' ? takeTheirs : () => goOn(merged)}
        disabled={isOpen}
        aria-describedby={isOpen ? hint : undefined}
        data-autofocus={clashes.length === 0 || undefined}
      >
        {goOnWords[outcome]}
      </Button>
    </div>
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
