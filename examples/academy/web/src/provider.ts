import { readFile } from 'node:fs/promises';
import { OpenFeature } from '@openfeature/server-sdk';

/** Without `SLIPWAY_URL` every flag keeps its default in the code, which is how this service runs on its own. */
export async function connectFlags(service: string, env: NodeJS.ProcessEnv): Promise<void> {
  if (!env.SLIPWAY_URL) return;
  const { SlipwayProvider } = await import('@slipway/sdk/server');
  const provider = new SlipwayProvider({
    url: env.SLIPWAY_URL,
    token: env.SLIPWAY_TOKEN ?? '',
    service,
    serviceVersion: await readVersion(),
    ...(env.ACADEMY_COMMIT && { commit: env.ACADEMY_COMMIT }),
    ...(env.ACADEMY_FLAG_CACHE && { cacheFile: env.ACADEMY_FLAG_CACHE }),
  });
  try {
    await OpenFeature.setProviderAndWait(provider);
  } catch (error) {
    console.error(`academy-${service} has no flags yet and uses its defaults: ${String(error)}`);
  }
}

export async function disconnectFlags(): Promise<void> {
  await OpenFeature.close();
}

export async function readVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  const hasVersion = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return hasVersion ? String(manifest.version) : '0.0.0';
}
