import { Alert, Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import { askPasswordReset, getSetup, problems, signIn } from '@slipway/api';
import { Link, Navigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { client, useRead } from '../app/api.ts';
import { apiUrl } from '../app/place.ts';
import css from './door.module.css';
import { Door } from './door.tsx';
import { enter } from './enter.ts';
import { Form } from './form.tsx';

export function SignInPage() {
  const { next, problem } = useSearch({ from: '/sign-in' });
  const setup = useRead(getSetup, {});
  const [isResetting, setResetting] = useState(false);
  const [email, setEmail] = useState('');
  if (setup.data?.body.isNeeded) return <Navigate to="/set-up" replace />;
  const providers = setup.data?.body.oidc ?? [];
  if (isResetting) return <AskReset email={email} setEmail={setEmail} back={() => setResetting(false)} />;
  return (
    <Door title="Sign in">
      {problem ? <Refusal code={problem} /> : null}
      <PasswordForm email={email} setEmail={setEmail} next={next} />
      <Anchor component="button" type="button" size="sm" mt="sm" onClick={() => setResetting(true)}>
        Forgot your password?
      </Anchor>
      {providers.length > 0 ? <div className={css.or}>or</div> : null}
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          component="a"
          href={`${apiUrl}/api/v1/session/oidc/${encodeURIComponent(id)}`}
          variant="default"
          fullWidth
        >
          Sign in with {name}
        </Button>
      ))}
    </Door>
  );
}

/** Where a provider’s answer was refused. */
function Refusal({ code }: { code: string }) {
  const title = Object.entries(problems).find(([known]) => known === code)?.[1].title;
  return (
    <Alert color="red" variant="light" mb="md" role="alert" title={title ?? 'Sign-in did not work'}>
      Nobody was signed in. Try again, or ask an administrator whether you were invited.
    </Alert>
  );
}

interface EmailField {
  email: string;
  setEmail: (email: string) => void;
}

function PasswordForm({ email, setEmail, next }: EmailField & { next: string | undefined }) {
  const [password, setPassword] = useState('');
  const send = async (): Promise<void> => {
    await client.call(signIn, { body: { email: email.trim(), password } });
    enter(next);
  };
  return (
    <Form action="Sign in" send={send} isReady={email !== '' && password !== ''}>
      <Email email={email} setEmail={setEmail} />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        maxLength={200}
        required
      />
    </Form>
  );
}

function Email({ email, setEmail }: EmailField) {
  return (
    <TextInput
      label="E-mail"
      type="email"
      autoComplete="username"
      value={email}
      onChange={(event) => setEmail(event.currentTarget.value)}
      data-autofocus
      required
    />
  );
}

/** Answers the same whether or not the address is known, so the words promise nothing. */
function AskReset({ email, setEmail, back }: EmailField & { back: () => void }) {
  const [isSent, setSent] = useState(false);
  const send = async (): Promise<void> => {
    await client.call(askPasswordReset, { body: { email: email.trim() } });
    setSent(true);
  };
  return (
    <Door title="Reset your password">
      {isSent ? (
        <p role="status">
          If {email.trim()} belongs to an account with a password, a link is on its way to it. It works for
          one hour. Nothing arrives? An administrator can tell whether this Slipway sends mail.
        </p>
      ) : (
        <Form action="Send the link" send={send} isReady={email !== ''}>
          <Email email={email} setEmail={setEmail} />
        </Form>
      )}
      <Anchor component={Link} to="/sign-in" size="sm" mt="sm" onClick={back} display="inline-block">
        Back to sign in
      </Anchor>
    </Door>
  );
}
