import { type Html, html } from '../../platform/html.ts';

export { type Html, html };

/** Text in which `` `word` `` is code. */
export function prose(text: string): Html {
  const parts = text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
  return html`${parts}`;
}
