import { commonFails, type Endpoint, type ProblemCode } from '@slipway/api';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** Refuse to send what the contract does not declare; in production it is only logged. */
    isStrict: boolean;
  }
}

/** Slipway answered something that its contract does not declare. */
export class UndeclaredAnswerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UndeclaredAnswerError';
  }
}

export function isDeclared(endpoint: Endpoint, code: ProblemCode): boolean {
  return endpoint.fails.includes(code) || commonFails.some((common) => common === code);
}

/** Only where `isStrict`: parsing every answer would cost too much in production. */
export function assertReplyFits(
  app: FastifyInstance,
  endpoint: Pick<Endpoint, 'id' | 'reply'>,
  body: unknown,
): void {
  if (!app.isStrict) return;
  if (!endpoint.reply && body !== undefined)
    throw new UndeclaredAnswerError(`Endpoint ${endpoint.id} declares no reply but answers one.`);
  const result = endpoint.reply?.safeParse(body);
  if (result && !result.success)
    throw new UndeclaredAnswerError(
      `The answer of endpoint ${endpoint.id} does not fit its schema: ${result.error.message}`,
    );
}
