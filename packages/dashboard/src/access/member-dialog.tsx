import { Alert, Modal, TextInput } from '@mantine/core';
import { listMembers, type Member, putMember } from '@slipway/api';
import { useState } from 'react';
import { forget } from '../app/api.ts';
import { useSubmit } from '../app/submit.tsx';
import { Form } from '../people/form.tsx';
import { type Rights, RightsFields } from './rights-fields.tsx';

interface MemberDialogProps {
  project: string;
  member: Member;
  close: () => void;
}

export function MemberDialog({ project, member, close }: MemberDialogProps) {
  const { person, role, grants, environments, etag } = member;
  const [rights, setRights] = useState<Rights>({ role, grants, environments });
  const [reason, setReason] = useState('');
  const [isOutdated, setOutdated] = useState(false);
  const submit = useSubmit();
  const send = async (): Promise<void> => {
    const outcome = await submit(
      putMember,
      {
        params: { project, person: person.id },
        ifMatch: etag,
        body: {
          ...rights,
          environments: rights.role === 'stakeholder' ? rights.environments : [],
          ...(reason.trim() ? { reason: reason.trim() } : {}),
        },
      },
      { what: `Change what ${person.name} may do` },
    );
    await forget([listMembers.id], { project });
    if (outcome.kind === 'done') close();
    if (outcome.kind === 'conflict') setOutdated(true);
  };
  return (
    <Modal opened onClose={close} title={person.name} size="lg">
      {isOutdated ? (
        <Alert color="orange" mb="md" title="Somebody has changed this meanwhile">
          Close this and open it again to see what holds now.
        </Alert>
      ) : null}
      <Form action="Save" send={send} isReady={!isOutdated}>
        <RightsFields project={project} value={rights} onChange={setRights} />
        <TextInput
          label="Reason"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={2000}
        />
      </Form>
    </Modal>
  );
}
