import { apply, type Ruleset, type RulesetPatch } from '@slipway/engine';

export interface Position {
  epoch: number;
  version: number;
}

/** Which environment of which project a ruleset is of; positions compare only within one. */
type Home = Pick<Ruleset, 'project' | 'environment'>;

/** `gap`: the patch starts elsewhere; `mismatch`: the digest does not fit; `unreadable`: it cannot be compiled. */
export type Offer = 'applied' | 'same' | 'older' | 'gap' | 'mismatch' | 'unreadable';

/** The one ruleset that answers. Within one environment it only ever moves forward in (epoch, version). */
export interface HeldRuleset {
  current(): Ruleset | undefined;
  /** One of another environment replaces what is held, whatever its version. */
  offer(ruleset: Ruleset): Offer;
  offerPatch(patch: RulesetPatch): Offer;
  /** For a ruleset that the application brought itself: its digest is not checked. */
  offerTrusted(ruleset: Ruleset): Offer;
}

export function isBefore(a: Position, b: Position): boolean {
  return a.epoch < b.epoch || (a.epoch === b.epoch && a.version < b.version);
}

export function isSameHome(a: Home, b: Home): boolean {
  return a.project === b.project && a.environment === b.environment;
}

/** `load` compiles and installs; when it throws, what was held stays. */
export function createHeldRuleset(
  digest: (ruleset: Ruleset) => string,
  load: (ruleset: Ruleset) => void,
): HeldRuleset {
  let held: Ruleset | undefined;
  let isVerified = false;

  function take(next: Ruleset, verified: boolean): Offer {
    load(next);
    held = next;
    isVerified = verified;
    return 'applied';
  }

  /** A payload may hold anything, so that also digest and apply may fail on it. */
  function total(offer: () => Offer): Offer {
    try {
      return offer();
    } catch {
      return 'unreadable';
    }
  }

  const isNews = (next: Position): boolean => held === undefined || isBefore(held, next);
  const takeVerified = (next: Ruleset, wanted: string): Offer =>
    digest(next) === wanted ? take(next, true) : 'mismatch';

  return {
    current: () => held,
    offerTrusted: (ruleset) => total(() => (isNews(ruleset) ? take(ruleset, false) : 'older')),
    offer: (ruleset) =>
      total(() => {
        if (held !== undefined && isSameHome(held, ruleset)) {
          if (isBefore(ruleset, held)) return 'older';
          // A version never changes its content, unless the application's own copy of it did.
          if (isVerified && !isNews(ruleset)) return 'same';
        }
        return takeVerified(ruleset, ruleset.digest);
      }),
    offerPatch: (patch) =>
      total(() => {
        if (held === undefined) return 'gap';
        if (!isNews({ epoch: patch.epoch, version: patch.to })) return 'older';
        if (patch.epoch !== held.epoch || patch.from !== held.version) return 'gap';
        return takeVerified(apply(held, patch), patch.digest);
      }),
  };
}
