import { Agent, get } from 'node:http';
import type { User } from './users.ts';

const parallel = 24;
const agent = new Agent({ keepAlive: true, maxSockets: parallel * 2 });
const marker = 'data-feature="course-recommendations"';

/** Opens academy's catalogue as this user; true if the recommendations are on the page. */
export async function sees(web: string, user: User): Promise<boolean> {
  return (await open(`${web}/`, user)).includes(marker);
}

/** Opens the catalogue as each user; answers the ids of those who saw the recommendations. */
export async function whoSees(web: string, users: readonly User[]): Promise<Set<string>> {
  const seen = new Set<string>();
  const queue = users.values();
  const visitor = async (): Promise<void> => {
    for (const user of queue) if (await sees(web, user)) seen.add(user.id);
  };
  await Promise.all(Array.from({ length: parallel }, visitor));
  return seen;
}

function open(url: string, user: User): Promise<string> {
  const headers = { 'x-academy-user': encodeURIComponent(JSON.stringify(user)) };
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers, timeout: 10_000 }, (response) => {
      let page = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        page += chunk;
      });
      response.on('end', () =>
        response.statusCode === 200
          ? resolve(page)
          : reject(new Error(`${url} answered ${response.statusCode} to ${user.id}:\n${page.slice(0, 500)}`)),
      );
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error(`${url} did not answer within 10 s.`)));
    request.on('error', reject);
  });
}
