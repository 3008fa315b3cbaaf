/** The command line is wrong: exit 2. `next` says what to type instead. */
export class UsageError extends Error {
  readonly next: string | undefined;

  constructor(what: string, next?: string) {
    super(what);
    this.name = 'UsageError';
    this.next = next;
  }
}

/** The command could not do its work: exit 1. `next` says what to do now. */
export class Failure extends Error {
  readonly next: string | undefined;

  constructor(what: string, next?: string) {
    super(what);
    this.name = 'Failure';
    this.next = next;
  }
}
