/** Many at once: lines, tabs, commas and semicolons part them; what repeats goes. */
export function pastedItems(pasted: string): string[] {
  const items = pasted
    .split(/[\n\r\t,;]+/)
    .map((item) => item.trim().replace(/^(["'])(.*)\1$/, '$2'))
    .filter((item) => item !== '');
  return [...new Set(items)];
}
