import { get } from 'node:http';

interface Answer {
  status: number;
  text: string;
}

/** Asks for a page of an environment; `*.localhost` is this machine, whatever the resolver thinks. */
export function askGateway(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { host, port, pathname, search } = new URL(url);
  const options = {
    ...{ host: '127.0.0.1', port, path: pathname + search, timeout: 30_000 },
    headers: { ...headers, host, accept: 'text/html' },
  };
  return new Promise((resolve, reject) => {
    const request = get(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error(`${url} did not answer within 30 s.`)));
    request.on('error', reject);
  });
}

/** Null: nobody listens there. */
export async function statusOf(url: string): Promise<number | null> {
  try {
    return (await askGateway(url)).status;
  } catch {
    return null;
  }
}
