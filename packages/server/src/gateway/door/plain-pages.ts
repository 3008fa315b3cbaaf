import { type Html, html } from '../../platform/html.ts';
import { note, shell } from './shell.ts';

type Page = (nonce: string) => Html;

export function unknownHostPage(dashboardUrl: string): Page {
  return shell({
    title: 'No environment here',
    body: html`${note(
      'plain',
      'There is no environment at this address',
      'Here Slipway shows running copies of applications, each at an address of its own. This one was removed, or never was.',
    )}
<div class="actions"><a class="button quiet" href="${dashboardUrl}">Open Slipway</a></div>`,
  });
}

/** For a robot that looks at a link somebody has sent. */
export function previewPage(name: string | null): Page {
  return shell({ title: name ?? 'Preview', body: html`<h1>${name ?? 'Preview'}</h1>` });
}

export function noServicePage(): Page {
  return shell({
    title: 'No service here',
    body: html`${note('plain', 'Nothing answers at this path', 'None of the environment’s services has a route that begins like this.')}
<div class="actions"><a class="button quiet" href="/">Go to its first page</a></div>`,
  });
}

export function serviceDownPage({ service, isLate, logs }: ServiceDown): Page {
  const title = isLate ? 'This takes too long' : 'No answer';
  const what = isLate ? 'has not begun to answer' : 'does not answer';
  return shell({
    title,
    body: html`${note(
      'failed',
      title,
      html`The part of the application that is called <strong>${service}</strong> ${what}.`,
      logs === null ? 'Try again in a moment.' : 'It may have ended, or be busy: its logs say more.',
    )}
<div class="actions">${logs === null ? null : html`<a class="button" href="${logs}">See its logs</a>`}<a class="button quiet" href="">Try again</a></div>`,
  });
}

interface ServiceDown {
  readonly service: string;
  readonly isLate: boolean;
  /** Of a member. */
  readonly logs: string | null;
}

export function noCookiesPage(to: string): Page {
  return shell({
    title: 'Cookies are needed',
    body: html`${note('closed', 'Your browser did not keep a cookie', 'Without one it cannot be known that you may see this. Allow cookies for this address, then open it again.')}
<div class="actions"><a class="button" href="${to}">Open it again</a></div>`,
  });
}

export function enterAgainPage(to: string): Page {
  return shell({
    title: 'Open it again',
    body: html`${note('closed', 'That took too long', 'The way in was open for a minute and for one use.')}
<div class="actions"><a class="button" href="${to}">Open it again</a></div>`,
  });
}

export function nothingHerePage(): Page {
  return shell({
    title: 'Nothing here',
    body: note('plain', 'There is nothing at this path', 'It belongs to Slipway, not to the application.'),
  });
}

/** On the dashboard's host, for somebody who is signed in. */
export function nothingThereText(dashboardUrl: string): string {
  const page = shell({
    title: 'No such environment',
    body: html`${note(
      'plain',
      'There is no environment that you may see',
      'It was removed, or you are not invited to it. Whoever administers its project can invite you.',
    )}
<div class="actions"><a class="button quiet" href="${dashboardUrl}">Open Slipway</a></div>`,
  });
  return page('').html;
}
