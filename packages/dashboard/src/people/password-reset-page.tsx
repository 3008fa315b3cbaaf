import { Anchor } from '@mantine/core';
import { redeemPasswordReset } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../app/api.ts';
import { Door } from './door.tsx';
import { takeSecret } from './enter.ts';
import { Form } from './form.tsx';
import { isPassword, NewPasswordField } from './password-field.tsx';

export function PasswordResetPage() {
  const [token] = useState(takeSecret);
  const [password, setPassword] = useState('');
  const [isDone, setDone] = useState(false);
  const send = async (): Promise<void> => {
    await client.call(redeemPasswordReset, { body: { token, password } });
    setDone(true);
  };
  if (token === '' && !isDone)
    return (
      <Door title="This link is incomplete">
        <p>Open the link from the mail whole, or ask for another one on the sign-in page.</p>
        <ToSignIn />
      </Door>
    );
  return (
    <Door title="Set a new password" lead="Every session of yours ends with it.">
      {isDone ? (
        <p role="status">The new password holds.</p>
      ) : (
        <Form action="Set password" send={send} isReady={isPassword(password)}>
          <NewPasswordField value={password} onChange={setPassword} label="New password" />
        </Form>
      )}
      <ToSignIn />
    </Door>
  );
}

function ToSignIn() {
  return (
    <Anchor component={Link} to="/sign-in" size="sm" mt="sm" display="inline-block">
      Sign in
    </Anchor>
  );
}
