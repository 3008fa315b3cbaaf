/** A cookie that scripts cannot read and other sites cannot send with a request that changes anything. */
export interface Cookie {
  readonly name: string;
  set(value: string, expiresAt: Date): string;
  clear(): string;
  /** From a request's `Cookie` header. */
  read(header: string | undefined): string | undefined;
}

/** Over TLS the name's prefix makes browsers insist on Secure, on this very host and on the whole of it. */
export function createCookie(name: string, publicUrl: string | null): Cookie {
  const isSecure = publicUrl?.startsWith('https:') ?? false;
  const fullName = isSecure ? `__Host-${name}` : name;
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  return {
    name: fullName,
    set: (value, expiresAt) => `${fullName}=${value}; Expires=${expiresAt.toUTCString()}; ${attributes}`,
    clear: () => `${fullName}=; Max-Age=0; ${attributes}`,
    read: (header) => contentOf(header ?? '', fullName),
  };
}

/** Only what we ourselves write: anything else is no cookie of ours. */
const ours = /^[A-Za-z0-9._-]{1,500}$/;

function contentOf(header: string, name: string): string | undefined {
  for (const pair of header.split(';')) {
    const [key = '', value = ''] = pair.split('=', 2).map((part) => part.trim());
    if (key === name && ours.test(value)) return value;
  }
  return undefined;
}

export function createSessionCookie(publicUrl: string | null): Cookie {
  return createCookie('slipway', publicUrl);
}
