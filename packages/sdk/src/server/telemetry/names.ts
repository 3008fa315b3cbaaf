/** Whether the server takes this as a name: not empty, not too long, nothing that its database cannot store. */
export function isReportable(name: string, maxLength: number): boolean {
  return name !== '' && name.length <= maxLength && name.isWellFormed() && !name.includes('\u0000');
}

/** What is left of the text when the server is to take it: an application may configure anything. */
export function reportable(text: unknown, maxLength: number): string | undefined {
  if (typeof text !== 'string') return undefined;
  return text.replaceAll('\u0000', '').slice(0, maxLength).toWellFormed();
}
