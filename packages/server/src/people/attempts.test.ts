import { expect, test } from 'vitest';
import { TooManyRequests } from '../platform/http/index.ts';
import { createAttempts } from './attempts.ts';

test('guesses from one network leave the account open to another', () => {
  const attempts = createAttempts({ now: () => 0, most: 2, withinMs: 1000 });
  attempts.take('ada@example.com 198.51.100.7');
  attempts.take('ada@example.com 198.51.100.7');

  expect(() => attempts.take('ada@example.com 198.51.100.7')).toThrow(
    /too many requests for this account\. Try again in 1 second\./,
  );
  expect(() => attempts.take('ada@example.com 203.0.113.9')).not.toThrow();
});

test('too many of them are told when to come back, in words and as a header', () => {
  const attempts = createAttempts({ now: () => 500, most: 0, withinMs: 90_000 });

  const refused = () => attempts.take('ada@example.com');

  expect(refused).toThrow(TooManyRequests);
  expect(refused).toThrow(
    expect.objectContaining({
      retryAfterSeconds: 90,
      message: 'There were too many requests for this account. Try again in 90 seconds.',
    }),
  );
});

test('the right person clears every network of the account, and of no other', () => {
  const attempts = createAttempts({ now: () => 0, most: 1, withinMs: 1000 });
  for (const email of ['ada@example.com', 'ada@example.com.au']) attempts.take(`${email} 198.51.100.7`);

  attempts.clear('ada@example.com');

  expect(() => attempts.take('ada@example.com 198.51.100.7')).not.toThrow();
  expect(() => attempts.take('ada@example.com.au 198.51.100.7')).toThrow();
});
