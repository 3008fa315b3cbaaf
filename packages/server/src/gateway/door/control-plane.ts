import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Answers,
  answerSchemas,
  type Command,
  MESSAGES_VERSION,
  type Question,
  type Report,
  type Seen,
} from '../messages.ts';

/** What the gateway's process asks of the control plane, and tells it. */
export interface ControlPlane {
  /** Throws `NoAnswer`. */
  ask<Kind extends Question['kind']>(question: Extract<Question, { kind: Kind }>): Promise<Answers[Kind]>;
  wake(hostedId: number): void;
  viewed(seen: Seen[]): void;
  log(level: 'info' | 'warn' | 'error', message: string, facts: Record<string, string | number>): void;
  hear(command: Extract<Command, { type: 'answer' | 'no-answer' }>): void;
}

/** The control plane is too busy, or cannot ask its database. */
export class NoAnswer extends Error {}

const PATIENCE_MS = 5_000;

export function createControlPlane(say: (report: Report) => void): ControlPlane {
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  const v = MESSAGES_VERSION;
  let last = 0;

  const put = async (question: Question): Promise<unknown> => {
    last += 1;
    const id = last;
    const patience = new AbortController();
    const answered = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    const late = sleep(PATIENCE_MS, undefined, { signal: patience.signal }).then(() => {
      throw new NoAnswer('too late');
    });
    late.catch(() => undefined);
    say({ v, type: 'ask', id, question });
    try {
      return await Promise.race([answered, late]);
    } finally {
      patience.abort();
      waiting.delete(id);
    }
  };

  return {
    async ask<Kind extends Question['kind']>(question: Extract<Question, { kind: Kind }>) {
      const schema = answerSchemas[question.kind];
      // The schema is the one of this kind of question.
      return schema.parse(await put(question)) as Answers[Kind];
    },
    wake: (hostedId) => say({ v, type: 'wake', hostedId }),
    viewed: (seen) => say({ v, type: 'viewed', seen }),
    log: (level, message, facts) => say({ v, type: 'log', level, message, facts }),
    hear(command) {
      const asked = waiting.get(command.id);
      if (command.type === 'answer') asked?.resolve(command.answer);
      else asked?.reject(new NoAnswer('it could not be answered'));
    },
  };
}
