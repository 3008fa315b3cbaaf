import { Alert, Button, Group, Modal, Textarea } from '@mantine/core';
import { archiveFlag, type FlagOverview } from '@slipway/api';
import { useState } from 'react';
import { useEnvironments } from '../app/environment.tsx';
import { useSubmit } from '../app/submit.tsx';
import { offerUndo } from '../app/undo.tsx';
import { Command } from '../ui/copy.tsx';
import { breakageOf } from './flag-list-breakage.ts';
import { refreshRows } from './flag-list-data.ts';
import { protectedWords } from './protected-words.ts';

interface ArchiveDialogProps {
  project: string;
  row: FlagOverview;
  close: () => void;
  unarchive: (row: FlagOverview) => void;
}

/** Says what would break before a flag leaves every ruleset. */
export function ArchiveDialog({ project, row, close, unarchive }: ArchiveDialogProps) {
  const submit = useSubmit();
  const guarded = protectedWords(useEnvironments(project).data ?? []);
  const [reason, setReason] = useState('');
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const archive = async (): Promise<void> => {
    setBusy(true);
    const outcome = await submit(
      archiveFlag,
      {
        params: { project, flag: row.key },
        ifMatch: row.etag,
        body: reason.trim() ? { reason: reason.trim() } : {},
      },
      { what: `Archive ${row.key}`, own: ['flag-in-use'], isReasoned: true },
    );
    setBusy(false);
    void refreshRows(project, [row.key]);
    if (outcome.kind === 'refused') return setRefusal(outcome.problem.detail);
    if (outcome.kind === 'conflict') return setRefusal(outcome.problem.detail);
    if (outcome.kind === 'failed') return;
    close();
    if (outcome.kind === 'done') offerUndo(`${row.key} is archived.`, () => unarchive(row));
  };
  return (
    <Modal opened onClose={close} title={`Archive ${row.key}?`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void archive();
        }}
      >
        <Breakage row={row} />
        {guarded === null ? null : <p>{guarded}</p>}
        {refusal ? (
          <Alert color="red" variant="light" role="alert" mb="sm">
            {refusal}
          </Alert>
        ) : null}
        <Textarea
          label="Reason"
          description={guarded !== null ? 'Whoever approves reads it.' : undefined}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          autosize
          minRows={1}
          maxLength={2000}
          data-autofocus
        />
        <p className="sw-muted">
          or <Command>{`slipway flag archive ${row.key}`}</Command>
        </p>
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={isBusy}>
            {guarded !== null ? 'Propose archiving' : 'Archive'}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

function Breakage({ row }: { row: FlagOverview }) {
  return (
    <ul style={{ margin: '0 0 12px', paddingLeft: 18 }}>
      {breakageOf(row).map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
