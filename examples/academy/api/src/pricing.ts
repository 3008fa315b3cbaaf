import { prepared, type Session } from './database.ts';
import type { Plan } from './person.ts';

export interface PromoCode {
  code: string;
  percent: number;
  endsOn: string | null;
}

export interface Quote {
  listCents: number;
  planDiscountCents: number;
  promoCode: string | null;
  promoPercent: number;
  promoDiscountCents: number;
  promoProblem: string | null;
  totalCents: number;
}

/** What was typed (normalised, '' for nothing), what the database knows of it, and the day, `YYYY-MM-DD`. */
export interface AskedPromo {
  code: string;
  found: PromoCode | null;
  today: string;
}

const noPromo: AskedPromo = { code: '', found: null, today: '' };

export const planDiscountPercent = { free: 0, pro: 20, team: 100 } as const satisfies Record<Plan, number>;

/** Discounts apply one after the other; each is rounded down to whole cents. */
export function quote(listCents: number, plan: Plan, asked: AskedPromo = noPromo): Quote {
  const planDiscountCents = share(listCents, planDiscountPercent[plan]);
  const promoProblem = findPromoProblem(asked);
  const valid = promoProblem === null ? asked.found : null;
  const promoDiscountCents = share(listCents - planDiscountCents, valid?.percent ?? 0);
  return {
    listCents,
    planDiscountCents,
    promoCode: valid?.code ?? null,
    promoPercent: valid?.percent ?? 0,
    promoDiscountCents,
    promoProblem,
    totalCents: listCents - planDiscountCents - promoDiscountCents,
  };
}

export function normalisePromo(code: string): string {
  return code.trim().toUpperCase();
}

export async function findPromo(session: Session, code: string): Promise<PromoCode | null> {
  if (code === '') return null;
  const [promo] = await prepared<PromoCode>(
    session,
    'promo',
    'select code, percent, ends_on as "endsOn" from promo_codes where code = $1',
    [code],
  );
  return promo ?? null;
}

function findPromoProblem({ code, found, today }: AskedPromo): string | null {
  if (code === '') return null;
  if (!found) return `There is no code ${code}. Check the spelling or leave the field empty.`;
  if (found.endsOn !== null && found.endsOn < today) {
    return `${found.code} ended on ${found.endsOn}. Use another code or leave the field empty.`;
  }
  return null;
}

function share(cents: number, percent: number): number {
  return Math.floor((cents * percent) / 100);
}
