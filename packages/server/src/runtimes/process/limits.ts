/** What the process runtime does not isolate, as people read it where they choose it. */
export function limitsOf({
  isRoot,
  controllers,
}: {
  isRoot: boolean;
  controllers: readonly string[];
}): string[] {
  const network =
    'Processes share this machine’s network: an environment can reach every port that is open here, and the internet.';
  if (!isRoot)
    return [
      network,
      'Slipway does not run as root, so all environments run as its own user: they can read each other’s files and Slipway’s.',
      'Memory, processor and the number of processes are not limited.',
    ];
  const missing = (['memory', 'cpu', 'pids'] as const).filter((name) => !controllers.includes(name));
  return missing.length === 0
    ? [network]
    : [network, `This machine lets Slipway limit no ${missing.join(', ')}.`];
}
