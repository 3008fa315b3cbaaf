import { Button, Group, Modal, TextInput } from '@mantine/core';
import { invite, listInvitations, type ReplyOf } from '@slipway/api';
import { useState } from 'react';
import { client, forget } from '../app/api.ts';
import { Form } from '../people/form.tsx';
import { Copy } from '../ui/copy.tsx';
import { instantText } from '../ui/instant-text.ts';
import css from './access.module.css';
import { type Rights, RightsFields } from './rights-fields.tsx';

/** Asks for an address and rights; then shows the link once. */
export function InviteDialog({ project, close }: { project: string; close: () => void }) {
  const [email, setEmail] = useState('');
  const [rights, setRights] = useState<Rights>({ role: 'developer', grants: [], environments: [] });
  const [made, setMade] = useState<ReplyOf<typeof invite> | null>(null);
  const send = async (): Promise<void> => {
    const environments = rights.role === 'stakeholder' ? rights.environments : [];
    setMade(
      await client.call(invite, {
        params: { project },
        body: { email: email.trim(), ...rights, environments },
      }),
    );
    await forget([listInvitations.id], { project });
  };
  return (
    <Modal opened onClose={close} title={made ? 'Invited' : `Invite to ${project}`} size="lg">
      {made ? (
        <>
          <p style={{ marginTop: 0 }}>
            {made.isMailed
              ? `The link is on its way to ${made.email}. You can also pass it on yourself:`
              : `No mail is configured: pass this link on to ${made.email} yourself.`}
          </p>
          <div className={css.secret}>
            <span className="sw-mono">{made.link}</span>
            <Copy value={made.link} what="invitation link" />
          </div>
          <p className="sw-muted">It works once, until {instantText(Date.parse(made.expiresAt))}.</p>
          <Group justify="flex-end">
            <Button onClick={close}>Done</Button>
          </Group>
        </>
      ) : (
        <Form
          action="Invite"
          send={send}
          isReady={email.includes('@') && (rights.role !== 'stakeholder' || rights.environments.length > 0)}
        >
          <TextInput
            label="E-mail"
            type="email"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            data-autofocus
            required
          />
          <RightsFields project={project} value={rights} onChange={setRights} />
        </Form>
      )}
    </Modal>
  );
}
