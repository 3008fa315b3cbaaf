import { PasswordInput, SegmentedControl, TextInput } from '@mantine/core';
import { acceptInvitation } from '@slipway/api';
import { useState } from 'react';
import { client } from '../app/api.ts';
import { Door } from './door.tsx';
import { enter, takeSecret } from './enter.ts';
import { Form } from './form.tsx';
import { isPassword, NewPasswordField } from './password-field.tsx';

export function InvitationPage() {
  const [token] = useState(takeSecret);
  const [isKnown, setKnown] = useState(false);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  if (token === '') return <Incomplete />;
  const send = async (): Promise<void> => {
    // Whoever has an account keeps their name: the field is not asked for.
    await client.call(acceptInvitation, { body: { token, name: name.trim() || 'Invited', password } });
    enter();
  };
  return (
    <Door title="Accept your invitation" lead="You have been invited to a project on this Slipway.">
      <SegmentedControl
        fullWidth
        mb="md"
        aria-label="Do you have an account?"
        value={isKnown ? 'known' : 'new'}
        onChange={(value) => setKnown(value === 'known')}
        data={[
          { value: 'new', label: 'I am new here' },
          { value: 'known', label: 'I have an account' },
        ]}
      />
      <Form
        action="Accept invitation"
        send={send}
        isReady={isKnown ? password !== '' : name.trim() !== '' && isPassword(password)}
      >
        {isKnown ? (
          <PasswordInput
            label="Your password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            required
          />
        ) : (
          <>
            <TextInput
              label="Your name"
              autoComplete="name"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              maxLength={200}
              required
            />
            <NewPasswordField value={password} onChange={setPassword} label="Choose a password" />
          </>
        )}
      </Form>
    </Door>
  );
}

function Incomplete() {
  return (
    <Door title="This link is incomplete">
      <p>
        The invitation’s link has to be opened whole, with everything after the “#”. Copy it again from where
        you got it.
      </p>
    </Door>
  );
}
