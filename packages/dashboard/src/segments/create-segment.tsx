import { Textarea, TextInput } from '@mantine/core';
import { createSegment, listSegments, type Segment } from '@slipway/api';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { forget } from '../app/api.ts';
import { type Outcome, useSubmit } from '../app/submit.tsx';
import { ChangeDialog, shownInPlace } from '../environments/change-dialog.tsx';
import { slugOf } from '../ui/slug.ts';
import { keyProblem } from './segment-words.ts';

interface CreateSegmentProps {
  project: string;
  existing: readonly Segment[];
  close: () => void;
}

/** A name is enough: who belongs to it is said on its page. */
export function CreateSegment({ project, existing, close }: CreateSegmentProps) {
  const submit = useSubmit();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [own, setOwn] = useState<string | null>(null);
  const [description, setDescription] = useState('');
  const key = own ?? slugOf(name);
  const problem = keyProblem(key, new Set(existing.map((one) => one.key)));
  const send = (reason: string): Promise<Outcome<unknown>> =>
    submit(
      createSegment,
      {
        params: { project },
        body: { key, name: name.trim(), description: description.trim(), ...(reason ? { reason } : {}) },
      },
      { what: `Create segment ${key}`, own: shownInPlace },
    );
  return (
    <ChangeDialog
      title="Create segment"
      action="Create segment"
      send={send}
      close={close}
      done={() => {
        void forget([listSegments.id], { project });
        void navigate({ to: '/projects/$project/segments/$segment', params: { project, segment: key } });
      }}
      isReady={key !== '' && problem === null && name.trim() !== ''}
    >
      <TextInput
        label="Name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={200}
        data-autofocus
        required
      />
      <TextInput
        label="Key"
        description="Rules and commands use it; it stays as it is."
        value={key}
        onChange={(event) => setOwn(event.currentTarget.value)}
        error={problem}
        maxLength={100}
        classNames={{ input: 'sw-mono' }}
        required
      />
      <Textarea
        label="Description"
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
        maxLength={5000}
        autosize
        minRows={2}
      />
      <p className="sw-muted">Nobody belongs to it until you say who, on its page.</p>
    </ChangeDialog>
  );
}
