/** A command that ran elsewhere has ended with this code, which becomes ours; all has been said. */
export class Exited extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`The command ended with ${code}.`);
    this.name = 'Exited';
    this.code = code;
  }
}
