import { capitalised } from '../format.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Person } from '../person.ts';
import { avatar, icon } from './parts.ts';

/** What every page shows around its content. */
export interface Frame {
  person: Person;
  environment: string;
  version: string;
  generation: string;
  path: string;
  asset: (name: string) => string;
}

export interface PageContent {
  title: string;
  active?: 'courses' | 'learning';
  main: Content;
}

export function page(frame: Frame, { title, active, main }: PageContent): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Academy</title>
<link rel="icon" href="${frame.asset('icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${frame.asset('academy.css')}">
<script src="${frame.asset('live.js')}" type="module"></script>
</head>
<body data-generation="${frame.generation}" data-environment="${frame.environment}">
<a class="skip" href="#main">Skip to content</a>
${masthead(frame, active)}
<main id="main" tabindex="-1">${main}</main>
${footer(frame)}
</body>
</html>`;
}

function masthead(frame: Frame, active: PageContent['active']): Html {
  return html`<header class="masthead"><div class="wrap masthead-row">
<a class="brand" href="/"><img src="${frame.asset('icon.svg')}" alt="" width="32" height="32"><span>Academy</span></a>
${frame.environment !== 'production' && html`<span class="environment">${capitalised(frame.environment)}</span>`}
<nav class="main-nav" aria-label="Main">${link('/', 'Courses', active === 'courses')}${link('/learning', 'My learning', active === 'learning')}</nav>
<div class="account">${account(frame)}</div>
</div></header>`;
}

function link(href: string, label: string, isActive: boolean): Html {
  return html`<a href="${href}"${isActive && html` aria-current="page"`}>${label}</a>`;
}

function account({ person, path }: Frame): Html {
  if (!person.signedIn)
    return html`<a class="button button-quiet" href="/sign-in?next=${encodeURIComponent(path)}">Sign in</a>`;
  const name = person.name ?? person.email ?? person.id;
  return html`<details class="menu">
<summary>${avatar(name)}<span class="menu-name">${name}</span>${icon('chevron')}</summary>
<div class="menu-panel">
<p><strong>${name}</strong><br>${person.email}</p>
<p class="chips">${planChip(person.plan)}${person.country && html`<span class="chip">${person.country}</span>`}</p>
<form method="post" action="/sign-out"><button class="button button-quiet">Sign out</button></form>
</div></details>`;
}

export function planChip(plan: string): Html {
  return html`<span class="chip chip-${plan}">${capitalised(plan)} plan</span>`;
}

function footer({ environment, version }: Frame): Html {
  return html`<footer class="footer"><div class="wrap footer-row">
<p>Academy. Courses by people who do the work.</p>
<p class="build">academy-web ${version} · <span data-environment-name>${environment}</span></p>
</div></footer>`;
}
