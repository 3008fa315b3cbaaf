import { Button, Group } from '@mantine/core';
import type { FlagDraft } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { Copy } from '../ui/copy.tsx';
import css from './create-flag.module.css';
import { codeFor, commandFor } from './create-flag-code.ts';

interface CreatedFlagProps {
  project: string;
  draft: FlagDraft;
  /** What has to be approved first; null = nothing. */
  proposal: string | null;
  close: () => void;
}

/** What one does next: ask for it in code. */
export function CreatedFlag({ project, draft, proposal, close }: CreatedFlagProps) {
  return (
    <div className={css.form}>
      <p className={css.lead} role="status">
        {proposal === null
          ? 'It is off everywhere. Ask for it in code, deploy, then switch it on for whom you like.'
          : 'It waits for an approval. Code may ask for it already: until it is there, it gets the default below.'}
      </p>
      <Code title="In code, with OpenFeature" text={codeFor(draft)} what="code" />
      <Code
        title="The same on the command line"
        text={`${commandFor(draft)}${proposal === null ? '' : ' --propose'}`}
        what="command"
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          Close
        </Button>
        <NextButton project={project} flag={draft.key} proposal={proposal} />
      </Group>
    </div>
  );
}

function NextButton({ project, flag, proposal }: { project: string; flag: string; proposal: string | null }) {
  return (
    <Button
      data-autofocus
      renderRoot={(props: object) =>
        proposal === null ? (
          <Link to="/projects/$project/flags/$flag" params={{ project, flag }} {...props} />
        ) : (
          <Link to="/projects/$project/approvals/$proposal" params={{ project, proposal }} {...props} />
        )
      }
    >
      {proposal === null ? 'Open flag' : 'Open proposal'}
    </Button>
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
