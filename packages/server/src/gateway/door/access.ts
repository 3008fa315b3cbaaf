import type { Holder } from '../messages.ts';
import type { GatewayRoute } from '../routes-source.ts';
import type { ControlPlane } from './control-plane.ts';
import { createRanges } from './visitor.ts';

/** Why somebody may come in; null: they may not. */
export type Granted = 'public' | 'address' | Holder | null;

export interface Caller {
  readonly address: string;
  /** The cookie's value. */
  readonly pass: string | undefined;
  /** On a host of one service: links open only the environment's one origin. */
  readonly isServiceHost: boolean;
}

export interface AccessControl {
  /** Throws `NoAnswer` when it cannot be known. */
  decide(route: GatewayRoute, caller: Caller): Promise<Granted>;
  /** Whose the pass is, whatever else would let somebody in. */
  holderOf(route: GatewayRoute, caller: Caller): Promise<Holder | null>;
  /** Nothing that was heard counts any more. */
  forget(): void;
}

/** With the time between two looks at open connections, less than the five seconds in which a revoked pass ends. */
const FRESH_MS = 2_000;
const MOST_KNOWN = 5_000;

export function createAccessControl(controlPlane: Pick<ControlPlane, 'ask'>): AccessControl {
  const known = new Map<string, { at: number; answer: Promise<Holder | null> }>();

  const ask = ({ slug, hostedId }: GatewayRoute, pass: string): Promise<Holder | null> => {
    const key = `${hostedId} ${pass}`;
    const entry = known.get(key);
    if (entry && performance.now() - entry.at < FRESH_MS) return entry.answer;
    const answer = controlPlane.ask({ kind: 'check', slug, pass });
    known.delete(key);
    known.set(key, { at: performance.now(), answer });
    // What failed is asked again.
    answer.catch(() => known.delete(key));
    const [oldest] = known.keys();
    if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
    return answer;
  };

  const holderOf: AccessControl['holderOf'] = async (route, { pass, isServiceHost }) => {
    const holder = pass === undefined ? null : await ask(route, pass);
    return holder === 'link' && isServiceHost ? null : holder;
  };

  return {
    holderOf,
    async decide(route, caller) {
      if (route.access === 'public') return 'public';
      if (createRanges(route.allowedAddresses)(caller.address)) return 'address';
      return holderOf(route, caller);
    },
    forget: () => known.clear(),
  };
}

/**
 * Whether a page of another environment sends this. Environments share a site, so that browsers send its cookies along:
 * a WebSocket or a form of one must not act in another.
 */
export function isFromSibling(
  origin: string | undefined,
  isOwn: (host: string) => boolean | undefined,
): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  return isOwn(new URL(origin).host) === false;
}
