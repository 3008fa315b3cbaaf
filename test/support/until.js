/** Waits for what real I/O will bring; fails with `what` if it does not within `limitMs`. */
export async function until(what, probe, limitMs = 10_000) {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
//# sourceMappingURL=until.js.map
