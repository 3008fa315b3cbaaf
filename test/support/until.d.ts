/** Waits for what real I/O will bring; fails with `what` if it does not within `limitMs`. */
export declare function until<T>(
  what: string,
  probe: () => T | undefined | false | null | Promise<T | undefined | false | null>,
  limitMs?: number,
): Promise<T>;
//# sourceMappingURL=until.d.ts.map
