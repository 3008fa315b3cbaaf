/** On every answer; a page replaces the content security policy by its own. */
const everywhere = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cache-control': 'no-store',
} as const satisfies Record<string, string>;

/** Of an HTML page: scripts from here only, none inline. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const YEAR_SECONDS = 31_536_000;

export function securityHeaders(publicUrl: string | null): Readonly<Record<string, string>> {
  if (!publicUrl?.startsWith('https:')) return everywhere;
  return { ...everywhere, 'strict-transport-security': `max-age=${YEAR_SECONDS}` };
}
