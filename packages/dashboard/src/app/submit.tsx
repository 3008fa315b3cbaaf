import { Button, Group, Modal, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  ApiError,
  type CallInput,
  type Endpoint,
  type Problem,
  type Proposal,
  type Reply,
  type ReplyOf,
} from '@slipway/api';
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react';
import { describeProblem } from '../ui/problem.tsx';
import { client } from './api.ts';

// biome-ignore lint/suspicious/noExplicitAny: a caller's endpoint may have any schemas.
type AnyEndpoint = Endpoint<any, any, any, any>;

export type Outcome<T> =
  | { kind: 'done'; reply: Reply<T> }
  | { kind: 'proposed'; proposal: Proposal }
  /** Somebody changed it meanwhile: read again and let one choose. */
  | { kind: 'conflict'; problem: Problem }
  | { kind: 'refused'; problem: Problem }
  /** Not sent, or nobody knows whether it arrived. */
  | { kind: 'failed' }
  | { kind: 'dismissed' };

export interface SubmitOptions {
  /** What is being done, as a sentence without a full stop: "Switch new-checkout on in production". */
  what: string;
  /** Refusals that the caller shows itself, by code. */
  own?: readonly string[];
  /** The reason was asked for already: where an approval is needed, propose at once. */
  isReasoned?: boolean;
}

export type Submit = <E extends AnyEndpoint>(
  endpoint: E,
  input: CallInput<E>,
  options: SubmitOptions,
) => Promise<Outcome<ReplyOf<E>>>;

const SubmitContext = createContext<Submit | null>(null);

interface Asked {
  what: string;
  /** The reason given so far. */
  reason: string;
  answer: (reason: string | null) => void;
}

/**
 * The one way to change something. Where a protected environment asks for an approval it offers to propose; other
 * refusals are told. Nothing is told twice: success shows where one looks.
 */
export function SubmitProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const ask = useCallback(
    (what: string, reason: string) =>
      new Promise<string | null>((resolve) => {
        setAsked({
          what,
          reason,
          answer: (given) => {
            setAsked(null);
            resolve(given);
          },
        });
      }),
    [],
  );
  const submit = useCallback<Submit>(
    async (endpoint, input, options) => {
      try {
        return { kind: 'done', reply: await client.request(endpoint, input) };
      } catch (error) {
        if (!(error instanceof ApiError)) return tellFailure(error);
        if (error.problem.code === 'approval-required') return propose(ask, endpoint, input, options);
        if (error.problem.code === 'precondition-failed') return { kind: 'conflict', problem: error.problem };
        if (!options.own?.includes(error.problem.code)) tellRefusal(error.problem);
        return { kind: 'refused', problem: error.problem };
      }
    },
    [ask],
  );
  return (
    <SubmitContext value={submit}>
      {children}
      {asked ? <ProposeDialog key={asked.what} {...asked} /> : null}
    </SubmitContext>
  );
}

export function useSubmit(): Submit {
  const submit = useContext(SubmitContext);
  if (!submit) throw new Error('There is no SubmitProvider above.');
  return submit;
}

async function propose<E extends AnyEndpoint>(
  ask: (what: string, reason: string) => Promise<string | null>,
  endpoint: E,
  input: CallInput<E>,
  { what, isReasoned = false }: SubmitOptions,
): Promise<Outcome<ReplyOf<E>>> {
  const given = (input.body as { reason?: string } | undefined)?.reason ?? '';
  const reason = isReasoned ? given : await ask(what, given);
  if (reason === null) return { kind: 'dismissed' };
  try {
    const proposal = await client.propose(endpoint, withReason(endpoint, input, reason));
    notifications.show({
      color: 'teal',
      title: 'Proposed',
      message: `“${what}” waits for an approval. It is listed under Approvals.`,
    });
    return { kind: 'proposed', proposal };
  } catch (error) {
    if (!(error instanceof ApiError)) return tellFailure(error);
    tellRefusal(error.problem);
    return { kind: 'refused', problem: error.problem };
  }
}

function withReason<E extends AnyEndpoint>(endpoint: E, input: CallInput<E>, reason: string): CallInput<E> {
  if (reason === '') return input;
  if (endpoint.method === 'delete') return { ...input, query: { ...input.query, reason } };
  return { ...input, body: { ...(input.body as object | undefined), reason } as CallInput<E>['body'] };
}

/** Told in the corner, until one closes it. */
export function tellRefusal(problem: Pick<Problem, 'title' | 'detail'>): void {
  notifications.show({ color: 'red', title: problem.title, message: problem.detail, autoClose: 12_000 });
}

function tellFailure(error: unknown): { kind: 'failed' } {
  tellRefusal(describeProblem(error));
  return { kind: 'failed' };
}

function ProposeDialog({ what, reason: given, answer }: Asked) {
  const [reason, setReason] = useState(given);
  const field = useRef<HTMLTextAreaElement>(null);
  return (
    <Modal opened onClose={() => answer(null)} title="This needs an approval" size="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          answer(reason.trim());
        }}
      >
        <p style={{ marginTop: 0 }}>
          <strong>{what}.</strong>
        </p>
        <p className="sw-muted">
          It would change a protected environment. Nothing happens until somebody else has approved it.
        </p>
        <Textarea
          ref={field}
          label="Reason"
          description="Whoever approves reads it."
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          autosize
          minRows={2}
          maxLength={2000}
          data-autofocus
        />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={() => answer(null)}>
            Cancel
          </Button>
          <Button type="submit">Propose change</Button>
        </Group>
      </form>
    </Modal>
  );
}
