import { UnstyledButton } from '@mantine/core';
import type { Proposal } from '@slipway/api';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useEnvironments } from '../app/environment.tsx';
import { Differences, JsonToggle } from '../changes/change-diff.tsx';
import { LinkedWords } from '../changes/change-sentence.tsx';
import { EnvironmentName, isProductionLike } from '../ui/environment-name.tsx';
import { useNow } from '../ui/time.tsx';
import { byPlace, effectDifferences, effectTitle, type PlaceEffects } from './effect-words.ts';
import css from './proposals.module.css';
import { effectVerbs } from './state-words.ts';

/** What would change where: protected environments at once, what follows them on demand. */
export function ProposalEffects({ project, proposal }: { project: string; proposal: Proposal }) {
  const places = byPlace(proposal.effects);
  const guarded = places.filter(({ isProtected }) => isProtected);
  const others = places.filter(({ isProtected }) => !isProtected);
  const [isOpen, setOpen] = useState(false);
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <>
      {guarded.map((place) => (
        <PlacePanel key={place.environment} project={project} place={place} state={proposal.state} />
      ))}
      {others.length > 0 ? (
        <UnstyledButton className={css.toggle} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Chevron size={14} aria-hidden /> Also in {others.length}{' '}
          {others.length === 1 ? 'environment that is' : 'environments that are'} not protected
        </UnstyledButton>
      ) : null}
      {isOpen
        ? others.map((place) => (
            <PlacePanel key={place.environment} project={project} place={place} state={proposal.state} />
          ))
        : null}
    </>
  );
}

interface PlacePanelProps {
  project: string;
  place: PlaceEffects;
  state: Proposal['state'];
}

function PlacePanel({ project, place, state }: PlacePanelProps) {
  const { data = [] } = useEnvironments(project);
  const now = useNow();
  const known = data.find(({ key }) => key === place.environment);
  const isPermanent = known?.kind === 'permanent';
  const name = known?.name ?? place.environment;
  return (
    <section
      className={`sw-panel ${css.place}`}
      aria-label={`In ${name}`}
      data-production={(known && isProductionLike(name, isPermanent)) || undefined}
    >
      <h3 className={css.placeName}>
        <EnvironmentName name={name} isPermanent={isPermanent} isProtected={place.isProtected} />
      </h3>
      {place.effects.map((effect) => (
        <div key={`${effect.kind}:${effect.key}`} className={css.effect}>
          <p className={css.effectTitle}>
            <LinkedWords of={effectTitle(effect, effectVerbs[state].be, now)} project={project} />
          </p>
          <Differences of={effectDifferences(effect)} />
          <JsonToggle before={effect.before} after={effect.after} />
        </div>
      ))}
    </section>
  );
}
