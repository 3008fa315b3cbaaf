import { Button, Group, Modal, TextInput } from '@mantine/core';
import { erasePerson, listPeople, type Person } from '@slipway/api';
import { useState } from 'react';
import { tellLeftTokens } from '../access/left-tokens.ts';
import { forget, usePages } from '../app/api.ts';
import { useWho } from '../app/session.tsx';
import { useSubmit } from '../app/submit.tsx';
import { Show } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { Time } from '../ui/time.tsx';
import { PlainFrame } from './plain-frame.tsx';

/** Everybody who can sign in, for owners of the installation. */
export function PeoplePage() {
  const people = usePages(listPeople, {});
  const [leaving, setLeaving] = useState<Person | null>(null);
  return (
    <PlainFrame>
      <Page
        title="People"
        name="People"
        lead="Everybody who can sign in. Roles are given in each project’s settings."
      >
        <Show of={{ data: people.items, error: people.error, refetch: people.retry }}>
          {(items) => <PeopleTable people={items} erase={setLeaving} />}
        </Show>
        {people.more ? (
          <Button variant="default" mt="md" loading={people.isMoreComing} onClick={people.more}>
            Show more
          </Button>
        ) : null}
        {leaving ? <EraseDialog person={leaving} close={() => setLeaving(null)} /> : null}
      </Page>
    </PlainFrame>
  );
}

function PeopleTable({ people, erase }: { people: readonly Person[]; erase: (person: Person) => void }) {
  const me = useWho();
  return (
    <div className="sw-panel" style={{ overflowX: 'auto' }}>
      <table className="sw-table sw-stack">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">State</th>
            <th scope="col">Since</th>
            <th scope="col">
              <span className="sw-visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <td>
                {person.name}
                <div className="sw-muted">{person.email}</div>
              </td>
              <td>
                <Group gap={6}>
                  {person.isOwner ? <StateMark look="on">owner</StateMark> : null}
                  {person.isEmailVerified ? null : <StateMark look="waiting">address not proved</StateMark>}
                </Group>
              </td>
              <td>
                <Time at={person.createdAt} />
              </td>
              <td style={{ textAlign: 'right' }}>
                {person.id === me.id ? null : (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`Erase ${person.name}`}
                    onClick={() => erase(person)}
                  >
                    Erase …
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Cannot be undone: it asks for the address, so that nobody is erased by a slip. */
function EraseDialog({ person, close }: { person: Person; close: () => void }) {
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const submit = useSubmit();
  const erase = async (): Promise<void> => {
    const outcome = await submit(
      erasePerson,
      { params: { person: person.id }, body: reason.trim() ? { reason: reason.trim() } : {} },
      { what: `Erase ${person.name}` },
    );
    if (outcome.kind !== 'done') return;
    tellLeftTokens(person.name, outcome.reply.body);
    await forget([listPeople.id]);
    close();
  };
  return (
    <Modal opened onClose={close} title={`Erase ${person.name}`}>
      <p style={{ marginTop: 0 }}>
        Name, address, sessions and memberships are removed. What this person has changed stays in the log,
        without the name. This cannot be undone.
      </p>
      <TextInput
        label={`Type ${person.email} to confirm`}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        label="Reason"
        mt="sm"
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={2000}
      />
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button
          color="red"
          disabled={typed.trim().toLowerCase() !== person.email.toLowerCase()}
          onClick={() => void erase()}
        >
          Erase
        </Button>
      </Group>
    </Modal>
  );
}
