import { PasswordInput, SegmentedControl, TextInput, useMantineColorScheme } from '@mantine/core';
import { changePassword, getMe, updateMe } from '@slipway/api';
import { useState } from 'react';
import { client, forget } from '../app/api.ts';
import { useWho } from '../app/session.tsx';
import { Page, Section } from '../ui/page.tsx';
import css from './account-page.module.css';
import { Form } from './form.tsx';
import { isPassword, NewPasswordField } from './password-field.tsx';
import { PlainFrame } from './plain-frame.tsx';
import { Sessions } from './sessions.tsx';

/** One’s own account. */
export function AccountPage() {
  const who = useWho();
  return (
    <PlainFrame>
      <Page title="Account" name="Account" lead={who.email ?? undefined}>
        <div className={css.columns}>
          <div>
            <Section title="You">
              <Profile />
            </Section>
            <Section title="Colours">
              <Colours />
            </Section>
            <Section title="Password">
              <Password />
            </Section>
          </div>
          <div>
            <Section title="What you may do">
              <Memberships />
            </Section>
            <Section title="Where you are signed in">
              <Sessions />
            </Section>
          </div>
        </div>
      </Page>
    </PlainFrame>
  );
}

const small = { fullWidth: false, className: css.button };

function Profile() {
  const who = useWho();
  const [name, setName] = useState(who.name);
  const [targetingKey, setTargetingKey] = useState(who.targetingKey ?? '');
  const send = async (): Promise<void> => {
    await client.call(updateMe, { body: { name: name.trim(), targetingKey: targetingKey.trim() || null } });
    await forget([getMe.id]);
  };
  const isChanged = name.trim() !== who.name || targetingKey.trim() !== (who.targetingKey ?? '');
  return (
    <Form action="Save" send={send} isReady={isChanged && name.trim() !== ''} button={small}>
      <TextInput
        label="Name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={200}
      />
      <TextInput
        label="Your targeting key"
        description="By what the application knows you, such as your user id there. “On for me” switches flags on for this key."
        value={targetingKey}
        onChange={(event) => setTargetingKey(event.currentTarget.value)}
        maxLength={500}
      />
    </Form>
  );
}

function Colours() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      aria-label="Colours"
      value={colorScheme}
      onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
      data={[
        { value: 'auto', label: 'As the system' },
        { value: 'light', label: 'Light' },
        { value: 'dark', label: 'Dark' },
      ]}
    />
  );
}

function Password() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [isDone, setDone] = useState(false);
  const send = async (): Promise<void> => {
    await client.call(changePassword, { body: { current, next } });
    setCurrent('');
    setNext('');
    setDone(true);
    await forget(['listSessions']);
  };
  return (
    <Form action="Change password" send={send} isReady={current !== '' && isPassword(next)} button={small}>
      <PasswordInput
        label="Present password"
        autoComplete="current-password"
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
      />
      <NewPasswordField label="New password" value={next} onChange={setNext} />
      {isDone ? <p role="status">Changed. Every other session has ended.</p> : null}
    </Form>
  );
}

function Memberships() {
  const { memberships, isOwner } = useWho();
  return (
    <>
      {isOwner ? <p>You own this installation: you may do everything in every project.</p> : null}
      {memberships.length === 0 && !isOwner ? (
        <p className="sw-muted">You belong to no project yet.</p>
      ) : null}
      <ul className={css.list}>
        {memberships.map(({ project, role, grants, environments }) => (
          <li key={project}>
            <strong>{project}</strong>: {role}
            {environments.length > 0 ? `, sees ${environments.join(', ')}` : ''}
            {grants.length > 0 ? `, also ${grants.map(({ permission }) => permission).join(', ')}` : ''}
          </li>
        ))}
      </ul>
    </>
  );
}
