/** An environment's ruleset has reached a version. */
export interface EnvironmentVersion {
  environmentId: number;
  version: number;
  changedAt: Date;
}

type Listener = (changed: EnvironmentVersion[]) => void;

/** Signals, in this process and after commit, whose rulesets have changed. Other processes hear it by NOTIFY. */
export interface Commits {
  publish(changed: EnvironmentVersion[]): void;
  /** The answer ends the subscription. Listeners must not throw. */
  subscribe(listener: Listener): () => void;
}

export function createCommits(): Commits {
  const listeners = new Set<Listener>();
  return {
    publish: (changed) => {
      if (changed.length > 0) for (const listener of listeners) listener(changed);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
