import { type Html, html } from '../html.ts';

export interface Trouble {
  title: string;
  detail: string;
}

export function troubleView(status: number, { title, detail }: Trouble): Html {
  return html`<div class="wrap trouble"><p class="trouble-code">${status}</p>
<h1>${title}</h1><p class="lead">${detail}</p>
<form class="search" role="search" action="/" method="get"><label class="visually-hidden" for="q">Search courses</label><input class="search-input" id="q" name="q" type="search" placeholder="Search courses"><button class="button button-primary">Search</button></form>
<p><a href="/">All courses</a></p></div>`;
}
