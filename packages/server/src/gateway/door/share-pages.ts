import { type Html, html } from '../../platform/html.ts';
import { mark, note, shell } from './shell.ts';

/** Pages for people without an account, often on a phone: no word of how any of it works. */
export function passwordPage(isWrong: boolean): (nonce: string) => Html {
  const hint = isWrong
    ? html`<p class="wrong" id="wrong" role="alert">That is not the password. Ask whoever sent you the link.</p>`
    : null;
  const invalid = isWrong ? html` aria-invalid="true" aria-describedby="wrong"` : null;
  return shell({
    title: isWrong ? 'Wrong password' : 'Password',
    body: html`${mark('closed')}
<h1>This preview has a password</h1>
<p>Whoever sent you the link can tell you what it is.</p>
<form method="post">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="off" required maxlength="200" autofocus${invalid}>
${hint}
<button>Open the preview</button>
</form>`,
  });
}

export function waitPage(seconds: number): (nonce: string) => Html {
  return shell({
    title: 'Too many attempts',
    body: note(
      'closed',
      'Too many attempts',
      `Wait ${seconds < 60 ? `${seconds} seconds` : 'a minute'}, then load this page again.`,
      'If you do not know the password, ask whoever sent you the link.',
    ),
  });
}

export function overPage({ why, askWhom }: OverLink): (nonce: string) => Html {
  const title = why === 'expired' ? 'This link has expired' : 'This link is no longer open';
  const what =
    why === 'expired'
      ? 'Links like this one are open for a limited time.'
      : 'It was withdrawn by somebody who works on this.';
  return shell({
    title,
    body: note('plain', title, what, html`Ask <strong>${askWhom}</strong> for a new one.`),
  });
}

interface OverLink {
  readonly why: 'expired' | 'revoked';
  readonly askWhom: string;
}

export function unknownLinkPage(): (nonce: string) => Html {
  return shell({
    title: 'This link does not work',
    body: note(
      'plain',
      'This link does not work',
      'Part of it may have been lost on the way. Open it again from the message it came in, whole, or ask whoever sent it for a new one.',
    ),
  });
}

export function busyPage(): (nonce: string) => Html {
  return shell({
    title: 'One moment',
    head: html`<meta http-equiv="refresh" content="3">`,
    body: note(
      'waiting',
      'One moment',
      'It cannot be checked right now whether you may come in. This page tries again by itself.',
    ),
  });
}
