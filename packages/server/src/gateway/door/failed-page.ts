import { type Html, html } from '../../platform/html.ts';
import type { GatewayRoute } from '../routes-source.ts';
import { note, shell } from './shell.ts';

/** `dashboard`: of a member, who can do something about it; null: of a guest, who need not know what broke. */
export function failedPage(route: GatewayRoute, dashboard: string | null): (nonce: string) => Html {
  if (route.state !== 'failed') return goingPage(route.name);
  const { name, failure, steps } = route;
  if (dashboard === null)
    return shell({
      title: `${name} is being repaired`,
      body: note(
        'failed',
        `${name} is being repaired`,
        'It could not be started just now, and the people who work on it can see that. Come back a little later, or ask whoever sent you the link.',
      ),
    });
  const failed = steps.find(({ state }) => state === 'failed');
  const where = failed ? [failed.name, failed.service].filter(Boolean).join(' of ') : null;
  return shell({
    title: `${name} failed`,
    body: html`${note(
      'failed',
      `${name} could not be started`,
      where === null ? 'It stays down until it is tried again.' : `It failed at the step “${where}”.`,
    )}
${failure === null ? null : html`<div class="said" tabindex="0" role="group" aria-label="What it said">${failure}</div>`}
<div class="actions"><a class="button" href="${dashboard}">See what happened</a><a class="button quiet" href="">Try again</a></div>`,
  });
}

function goingPage(name: string): (nonce: string) => Html {
  return shell({
    title: `${name} is gone`,
    body: note('plain', `${name} is being removed`, 'There will be nothing at this address any more.'),
  });
}
