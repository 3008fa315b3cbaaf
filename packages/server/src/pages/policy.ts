/**
 * What the application may load and do; its style elements carry the nonce of their page. `frames` are environments,
 * such as `http://*.localhost:4401`: they show in a frame and reach nothing of the page around it.
 */
export function pagePolicy(nonce: string, frames: string | null = null): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    `frame-src ${frames ?? "'none'"}`,
    "frame-ancestors 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "object-src 'none'",
  ].join('; ');
}

/** Where environments are hosts, as a source of the policy: whatever the port, as it may be a free one. */
export function environmentFrames({
  gatewayPublicUrl,
  gatewayDomain,
}: {
  gatewayPublicUrl: string | null;
  gatewayDomain: string;
}): string {
  if (gatewayPublicUrl === null) return `http://*.${gatewayDomain}:*`;
  const { protocol, host } = new URL(gatewayPublicUrl);
  return `${protocol}//*.${host}`;
}
