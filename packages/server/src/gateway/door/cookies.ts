/** Slipway's cookies on environments' hosts: host-only, out of scripts' reach. */
export interface Cookies {
  readonly name: string;
  set(value: string, expiresAt: number): string;
  clear(): string;
  read(header: string | undefined): string | undefined;
}

/** Over TLS the prefix makes browsers insist on Secure, on this very host and on the whole of it. */
export function createCookies(name: string, isSecure: boolean): Cookies {
  const fullName = isSecure ? `__Host-${name}` : name;
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  return {
    name: fullName,
    set: (value, expiresAt) =>
      `${fullName}=${value}; Expires=${new Date(expiresAt).toUTCString()}; ${attributes}`,
    clear: () => `${fullName}=; Max-Age=0; ${attributes}`,
    read(header) {
      const pairs = pairsIn(header ?? '').filter(([key]) => key === fullName);
      const value = pairs[0]?.[1] ?? '';
      return /^[\w.-]{1,300}$/.test(value) ? value : undefined;
    },
  };
}

/** Without what is Slipway's; undefined when nothing is left. */
export function withoutOwnCookies(header: string): string | undefined {
  const kept = header.split(';').filter((pair) => !isOwnName(pair.split('=', 1)[0] ?? ''));
  const text = kept.join(';').trim();
  return text === '' ? undefined : text;
}

/**
 * A service's Set-Cookie as it may reach a browser: for its own host only. Undefined when it would set or clear one of
 * Slipway's, or has no name, which browsers read in different ways.
 */
export function ownHostCookie(header: string): string | undefined {
  const [pair = '', ...attributes] = header.split(';');
  const name = pair.split('=', 1)[0] ?? '';
  if (!pair.includes('=') || name.trim() === '' || isOwnName(name)) return undefined;
  const kept = attributes.filter((attribute) => !/^\s*domain\s*(?:=|$)/i.test(attribute));
  return [pair, ...kept].join(';');
}

function isOwnName(name: string): boolean {
  return /^(?:__(?:host|secure)-)?slipway/i.test(name.trim());
}

function pairsIn(header: string): [string, string][] {
  return header.split(';').map((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? ['', pair.trim()] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  });
}
