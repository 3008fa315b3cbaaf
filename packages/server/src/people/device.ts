type Known = readonly (readonly [string, RegExp])[];

/** Order counts: many browsers also claim to be another one. */
const browsers: Known = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS)\//],
  ['Safari', /\bSafari\//],
  ['Slipway CLI', /^slipway-cli\b/],
  ['curl', /^curl\//],
];
const systems: Known = [
  ['Android', /\bAndroid\b/],
  ['iOS', /\b(?:iPhone|iPad)\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b/],
];

/** `Firefox on Linux`, as far as the user agent tells. */
export function deviceOf(userAgent: string | null): string {
  if (!userAgent) return 'Unknown';
  const browser = nameIn(browsers, userAgent);
  const system = nameIn(systems, userAgent);
  if (!browser) return system ?? 'Unknown';
  return system ? `${browser} on ${system}` : browser;
}

function nameIn(known: Known, userAgent: string): string | undefined {
  return known.find(([, pattern]) => pattern.test(userAgent))?.[0];
}
