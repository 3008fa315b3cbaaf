export interface Page {
  html: string;
  contentSecurityPolicy: string;
}

export function referencePage(version: string): Page {
  return {
    html: `<!doctype html><title>Slipway ${version}</title>`,
    contentSecurityPolicy: "default-src 'none'",
  };
}
