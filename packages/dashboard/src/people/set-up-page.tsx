import { PasswordInput, TextInput } from '@mantine/core';
import { createClient, getSetup, setUp } from '@slipway/api';
import { Navigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useRead } from '../app/api.ts';
import { apiUrl } from '../app/place.ts';
import { Door } from './door.tsx';
import { enter } from './enter.ts';
import { Form } from './form.tsx';
import { isPassword, NewPasswordField } from './password-field.tsx';

/** First run: whoever holds the token that the server printed becomes the owner. */
export function SetUpPage() {
  const setup = useRead(getSetup, {});
  const [token, setToken] = useState('');
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  if (setup.data && !setup.data.body.isNeeded) return <Navigate to="/sign-in" search={{}} replace />;
  const send = async (): Promise<void> => {
    const bearer = createClient({ url: apiUrl, token: token.trim() });
    await bearer.call(setUp, { body: { name: name.trim(), email: email.trim(), password } });
    enter('/projects');
  };
  const isReady = token !== '' && name.trim() !== '' && email !== '' && isPassword(password);
  return (
    <Door
      title="Set up Slipway"
      lead="Create the owner of this installation. The administrator token was printed at the first start and lies in the data folder as admin-token."
    >
      <Form action="Create owner" send={send} isReady={isReady}>
        <PasswordInput
          label="Administrator token"
          autoComplete="off"
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          required
        />
        <TextInput
          label="Your name"
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={200}
          required
        />
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          required
        />
        <NewPasswordField value={password} onChange={setPassword} />
      </Form>
    </Door>
  );
}
