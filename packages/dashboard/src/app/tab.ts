const PREFIX = 'slipway:';
const PERSON = `${PREFIX}person`;

/** What this tab keeps, such as drafts and contexts, belongs to whoever is signed in: another person finds nothing. */
export function claimTab(personId: string): void {
  try {
    if (sessionStorage.getItem(PERSON) === personId) return;
    emptyTab();
    sessionStorage.setItem(PERSON, personId);
  } catch {
    // Storage may be forbidden: then nothing is kept anyway.
  }
}

export function emptyTab(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  } catch {
    // As above.
  }
}
