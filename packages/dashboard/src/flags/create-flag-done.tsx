import { Button, Group } from '@mantine/core';
import type { FlagDraft } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { Copy } from '../ui/copy.tsx';
import css from './create-flag.module.css';
import { codeFor, commandFor } from './create-flag-code.ts';

interface CreatedFlagProps {
  project: string;
  draft: FlagDraft;
  close: () => void;
}

/** What one does next: ask for it in code. */
export function CreatedFlag({ project, draft, close }: CreatedFlagProps) {
  const params = { project, flag: draft.key };
  return (
    <div className={css.form}>
      <p className={css.lead} role="status">
        It is off everywhere. Ask for it in code, deploy, then switch it on for whom you like.
      </p>
      <Code title="In code, with OpenFeature" text={codeFor(draft)} what="code" />
      <Code title="The same on the command line" text={commandFor(draft)} what="command" />
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          Close
        </Button>
        <Button
          data-autofocus
          renderRoot={(props: object) => (
            <Link to="/projects/$project/flags/$flag" params={params} {...props} />
          )}
        >
          Open flag
        </Button>
      </Group>
    </div>
  );
}

function Code({ title, text, what }: { title: string; text: string; what: string }) {
  return (
    <section className={css.code} aria-label={title}>
      <header>
        <h3>{title}</h3>
        <Copy value={text} what={what} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to scroll by keyboard as well. */}
      <pre tabIndex={0}>{text}</pre>
    </section>
  );
}
