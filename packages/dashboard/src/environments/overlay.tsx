import { Button, Checkbox } from '@mantine/core';
import { type Environment, listOverrides, type Override } from '@slipway/api';
import { IconArrowBarUp } from '@tabler/icons-react';
import { useState } from 'react';
import { useAll } from '../app/api.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { Empty } from '../ui/empty.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { Show } from '../ui/loading.tsx';
import { Section } from '../ui/page.tsx';
import { DiscardOverride } from './discard-override.tsx';
import css from './environments.module.css';
import { nameOf, promotable } from './overlay-choice.ts';
import { OverrideRow } from './override-row.tsx';
import { PromoteDialog } from './promote-dialog.tsx';

const ONLY_KILLS = 'Nothing to promote: there are only kills here, and a kill stays where it is.';

interface OverlayProps {
  project: string;
  environment: Environment;
  all: readonly Environment[];
}

/** An environment’s differences from its base: each can be discarded, chosen ones promoted. */
export function Overlay({ project, environment, all }: OverlayProps) {
  const { key, base } = environment;
  const overrides = useAll(listOverrides, { params: { project, environment: key } });
  const baseName = all.find((one) => one.key === base)?.name ?? base;
  return (
    <Section title={baseName === null ? 'Set here' : `Differences from ${baseName}`}>
      <Show of={overrides} rows={4}>
        {(items) =>
          items.length === 0 ? (
            <div className="sw-panel">
              <Empty command={`slipway flag set new-checkout -e ${key} --on`}>
                {baseName === null
                  ? 'Nothing is set here yet: every flag is as it is defined.'
                  : `No differences: everything is as in ${baseName}, and changes there arrive here at once. Change a flag here to override it.`}
              </Empty>
            </div>
          ) : (
            <OverrideList project={project} environment={environment} all={all} items={items} />
          )
        }
      </Show>
    </Section>
  );
}

function OverrideList({ project, environment, all, items }: OverlayProps & { items: readonly Override[] }) {
  const may = useMay(project);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [discarded, setDiscarded] = useState<Override | null>(null);
  const [isPromoting, setPromoting] = useState(false);
  const able = promotable(items);
  const picked = able.filter((item) => chosen.has(nameOf(item)));
  const toggle = (name: string): void =>
    setChosen((before) => {
      const next = new Set(before);
      if (!next.delete(name)) next.add(name);
      return next;
    });
  const isElsewhere = all.some(({ key }) => key !== environment.key);
  return (
    <>
      <div className={css.bulk}>
        <Checkbox
          size="xs"
          label={picked.length === 0 ? 'Choose all' : `${picked.length} chosen`}
          checked={able.length > 0 && picked.length === able.length}
          indeterminate={picked.length > 0 && picked.length < able.length}
          onChange={() => setChosen(picked.length === able.length ? new Set() : new Set(able.map(nameOf)))}
        />
        {isElsewhere ? (
          <GuardedButton
            size="xs"
            variant="default"
            refusal={refusalOf(may, 'flag:write') ?? (able.length === 0 ? ONLY_KILLS : null)}
            leftSection={<IconArrowBarUp size={14} />}
            onClick={() => setPromoting(true)}
          >
            {picked.length === 0 ? 'Promote all …' : `Promote ${picked.length} …`}
          </GuardedButton>
        ) : null}
        {picked.length > 0 ? (
          <Button size="xs" variant="subtle" onClick={() => setChosen(new Set())}>
            Clear
          </Button>
        ) : null}
      </div>
      <ul className={`sw-panel ${css.overrides}`}>
        {items.map((item) => (
          <OverrideRow
            key={nameOf(item)}
            project={project}
            environment={environment}
            override={item}
            isChosen={chosen.has(nameOf(item))}
            toggle={() => toggle(nameOf(item))}
            discard={() => setDiscarded(item)}
          />
        ))}
      </ul>
      {discarded ? (
        <DiscardOverride
          project={project}
          environment={environment}
          override={discarded}
          close={() => setDiscarded(null)}
        />
      ) : null}
      {isPromoting ? (
        <PromoteDialog
          project={project}
          from={environment}
          all={all}
          chosen={picked.length === 0 ? null : picked}
          close={() => setPromoting(false)}
          done={() => setChosen(new Set())}
        />
      ) : null}
    </>
  );
}
