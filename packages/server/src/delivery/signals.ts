/** Who hears of what other processes, or this one, committed. */
export interface Signals {
  ruleset(change: { environmentId: number; version: number }): void;
  change(projectId: number): void;
  token(tokenId: string): void;
  session(sessionId: string): void;
  /** What somebody may in a project has changed. */
  member(projectId: number, personId: number): void;
  /** How an environment runs has changed. */
  run(projectId: number, environment: string): void;
}

const handlers: Record<string, (signals: Signals, payload: string) => void> = {
  slipway_ruleset(signals, payload) {
    const [environmentId, version] = numbersOf(payload);
    if (environmentId !== undefined && version !== undefined) signals.ruleset({ environmentId, version });
  },
  slipway_change(signals, payload) {
    const [projectId] = numbersOf(payload);
    if (projectId !== undefined) signals.change(projectId);
  },
  slipway_token: (signals, payload) => signals.token(payload),
  slipway_session: (signals, payload) => signals.session(payload),
  slipway_member(signals, payload) {
    const [projectId, personId] = numbersOf(payload);
    if (projectId !== undefined && personId !== undefined) signals.member(projectId, personId);
  },
  slipway_run(signals, payload) {
    const [, projectId, environment] = /^(\d{1,15}):(.+)$/.exec(payload) ?? [];
    if (projectId !== undefined && environment !== undefined) signals.run(Number(projectId), environment);
  },
};

export const channels: readonly string[] = Object.keys(handlers);

/** Hands a notification to whom it concerns; an unknown or malformed one is ignored. */
export function dispatch(signals: Signals, channel: string, payload: string): void {
  if (Object.hasOwn(handlers, channel)) handlers[channel]?.(signals, payload);
}

function numbersOf(payload: string): number[] {
  const parts = payload.split(':').map(Number);
  return parts.every(Number.isSafeInteger) ? parts : [];
}
