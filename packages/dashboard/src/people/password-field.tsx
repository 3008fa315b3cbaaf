import { PasswordInput } from '@mantine/core';

const SHORTEST = 12;

/** A new password long enough to be one. */
export function isPassword(text: string): boolean {
  return text.length >= SHORTEST;
}

export function NewPasswordField({
  value,
  onChange,
  label = 'Password',
}: {
  value: string;
  onChange: (value: string) => void;
  label?: string;
}) {
  const missing = SHORTEST - value.length;
  return (
    <PasswordInput
      label={label}
      description={
        value === '' || missing <= 0
          ? `At least ${SHORTEST} characters. A few words are easier to remember than signs.`
          : `${missing} more ${missing === 1 ? 'character' : 'characters'}.`
      }
      autoComplete="new-password"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      maxLength={200}
      required
    />
  );
}
