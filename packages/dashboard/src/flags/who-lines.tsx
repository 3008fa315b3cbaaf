import type { FlagConfig, FlagState } from '@slipway/api';
import { IconCircleCheck, IconCircleX, IconClock, IconLink } from '@tabler/icons-react';
import { useNow } from '../ui/time.tsx';
import { variantColours } from '../ui/variants.ts';
import { servingOf } from './flag-serving.ts';
import { HeldLine } from './held-line.tsx';
import { asRead } from './on-for-me.ts';
import type { FlagHere } from './use-flag-here.ts';
import css from './who-has-it.module.css';
import { type WhoLine, whoHasIt } from './words.ts';
import { Words } from './words-view.tsx';

const looks = {
  has: { icon: IconCircleCheck, label: 'has it' },
  later: { icon: IconClock, label: 'later' },
  not: { icon: IconCircleX, label: 'does not have it' },
  'only-where': { icon: IconLink, label: 'condition' },
} as const satisfies Record<WhoLine['kind'], unknown>;

interface WhoLinesProps {
  here: FlagHere;
  state: FlagState;
}

/** Who gets something else than the off variant, a sentence each. */
export function WhoLines({ here, state }: WhoLinesProps) {
  const now = useNow();
  const { config, killed, environment } = state;
  const { heldBy } = servingOf(state, '', now, here.holders.get(environment));
  const lines = whoHasIt(asRead(config, now), { killed, now });
  const colours = variantColours(Object.keys(here.flag.variants), config.offVariant);
  if (heldBy !== null)
    return (
      <HeldLine
        here={here}
        environment={environment}
        holder={heldBy}
        offVariant={config.offVariant}
        colours={colours}
      />
    );
  if (lines.length === 0)
    return (
      <p className={css.nobody}>
        Nobody: everyone gets{' '}
        <Words
          of={{ text: '', parts: [{ kind: 'variant', text: servedTo(config, killed) }] }}
          colours={colours}
        />
        .
      </p>
    );
  return (
    <ul className={css.lines}>
      {lines.map((line, index) => {
        const { icon: Icon, label } = looks[line.kind];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: sentences have no other identity.
          <li key={index} data-kind={line.kind}>
            <Icon size={15} aria-label={label} role="img" />
            <span>
              <Words of={line} colours={colours} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function servedTo({ offVariant, safeVariant }: FlagConfig, killed: boolean): string {
  return killed ? (safeVariant ?? offVariant) : offVariant;
}
