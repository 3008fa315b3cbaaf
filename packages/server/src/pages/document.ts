/** A built document as it is answered: where the application is published, and this answer's nonce. */
export type FillDocument = (nonce: string) => string;

const NONCE = '__CSP_NONCE__';

/** `basePath` without a slash at its end. Throws when the document does not have the places to fill. */
export function documentAt(built: string, basePath: string): FillDocument {
  const based = built.replace(/<base href="\/" ?\/?>/, () => `<base href="${attribute(basePath)}/">`);
  if (based === built || !built.includes(NONCE))
    throw new Error(`The dashboard’s index.html has no <base href="/"> or no ${NONCE}. Build it again.`);
  const parts = based.split(NONCE);
  return (nonce) => parts.join(nonce);
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
