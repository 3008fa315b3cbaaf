import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { isSame, mac } from './passes.ts';

export interface TicketDraft {
  slug: string;
  personId: string;
  sessionId: string;
  /** Hash of what the browser that asked keeps in a cookie: nobody else can use the ticket. */
  state: string;
}

const Ticket: z.ZodType<TicketDraft & { expiresAt: number; once: string }> = z.object({
  slug: z.string(),
  personId: z.string(),
  sessionId: z.string(),
  state: z.string(),
  expiresAt: z.number(),
  once: z.string(),
});

/** Carry a person who is signed in from the dashboard's host to an environment's. */
export interface Tickets {
  make(draft: TicketDraft): string;
  /** Once, within a minute, for that environment and that browser; undefined otherwise. */
  take(ticket: string, slug: string, state: string): TicketDraft | undefined;
}

const LIFE_MS = 60_000;

/** Used ones are remembered in this process: each gateway takes a ticket once. */
export function createTickets({ key, now }: { key: Buffer; now: () => number }): Tickets {
  const used = new Map<string, number>();

  const takeOnce = (once: string, expiresAt: number): boolean => {
    for (const [known, until] of used) if (until <= now()) used.delete(known);
    if (used.has(once)) return false;
    used.set(once, expiresAt);
    return true;
  };

  return {
    make(draft) {
      const ticket = { ...draft, expiresAt: now() + LIFE_MS, once: randomBytes(16).toString('base64url') };
      const body = Buffer.from(JSON.stringify(ticket)).toString('base64url');
      return `${body}.${mac(key, 'gateway-ticket', body)}`;
    },
    take(text, slug, state) {
      const [body = '', given = ''] = text.split('.', 2);
      if (!isSame(given, mac(key, 'gateway-ticket', body))) return undefined;
      const ticket = Ticket.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
      if (ticket.slug !== slug || !isSame(state, ticket.state) || ticket.expiresAt <= now()) return undefined;
      return takeOnce(ticket.once, ticket.expiresAt) ? ticket : undefined;
    },
  };
}
