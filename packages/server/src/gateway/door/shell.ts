import { type Html, html } from '../../platform/html.ts';
import { style } from './style.ts';

export interface Shell {
  readonly title: string;
  readonly body: Html;
  readonly head?: Html;
  readonly script?: string;
}

/** One card in the middle of the page: everything the gateway says looks like this, and loads nothing. */
export function shell({ title, body, head, script }: Shell): (nonce: string) => Html {
  return (nonce) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<link rel="icon" href="data:,">
<title>${title}</title>
${head ?? null}
<style nonce="${nonce}">${{ html: style }}</style>
</head>
<body>
<main>
${body}
</main>
${script === undefined ? null : html`<script nonce="${nonce}">${{ html: script }}</script>`}
</body>
</html>
`;
}

type Tone = 'plain' | 'waiting' | 'failed' | 'closed';

const marks: Readonly<Record<Tone, string>> = {
  plain: '<path d="M12 8.5v4.5M12 16h.01"/>',
  waiting: '<path d="M12 8v4l2.5 2"/>',
  failed: '<path d="m9.5 9.5 5 5m0-5-5 5"/>',
  closed: '<path d="M9.5 11.5V10a2.5 2.5 0 0 1 5 0v1.5M8.75 11.5h6.5v4.25h-6.5z"/>',
};

/** A state in shape and colour; the words beside it say the same. */
export function mark(tone: Tone): Html {
  return html`<svg class="mark ${tone}" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="9.25"/>${{ html: marks[tone] }}</svg>`;
}

/** A mark, what it is, and one or two sentences. */
export function note(tone: Tone, title: string, ...sentences: (string | Html)[]): Html {
  return html`${mark(tone)}
<h1>${title}</h1>
${sentences.map((sentence) => html`<p>${sentence}</p>`)}`;
}
