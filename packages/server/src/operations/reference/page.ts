import { createHash } from 'node:crypto';
import { commonFails, type Endpoint, endpoints, type ProblemCode, problems } from '@slipway/api';
import { endpointSection } from './endpoint-view.ts';
import { type Html, html } from './html.ts';
import { introduction } from './introduction.ts';
import { type NamedSchema, namedSchemas } from './named-schemas.ts';
import { schemaTable } from './schema-view.ts';
import { style } from './style.ts';

export interface Page {
  html: string;
  contentSecurityPolicy: string;
}

/** The contract for people: one page, no script, nothing loaded from elsewhere. */
export function referencePage(version: string): Page {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Slipway API reference</title>
<style>${{ html: style }}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
${navigation(version)}
<main id="content">
${introduction(version)}
${[...byTag()].map(([tag, group]) => html`<section id="tag-${tag}"><h2>${title(tag)}</h2>${group.map(endpointSection)}</section>`)}
<section id="schemas"><h2>Schemas</h2>${namedSchemas().map(namedSchema)}</section>
${problemSection()}
</main>
</body>
</html>
`;
  return { html: page.html, contentSecurityPolicy: policy() };
}

function namedSchema({ name, schema, io }: NamedSchema): Html {
  return html`<article id="schema-${name}"><h3><a href="#schema-${name}">${name}</a></h3>${schemaTable(schema, io)}</article>`;
}

function navigation(version: string): Html {
  const groups = [...byTag()].map(
    ([tag, group]) => html`<li><a href="#tag-${tag}">${title(tag)}</a><ul>${group.map(entry)}</ul></li>`,
  );
  return html`<nav aria-label="Reference">
<p class="brand"><a href="#content">Slipway</a> <small>${version}</small></p>
<ul><li><a href="#start">Start here</a></li>${groups}<li><a href="#schemas">Schemas</a></li><li><a href="#problems">Problems</a></li></ul>
</nav>`;
}

function entry({ id, method, path, summary }: Endpoint): Html {
  return html`<li><a href="#${id}" title="${method.toUpperCase()} ${path}"><span class="method ${method}">${method}</span>${summary}</a></li>`;
}

function byTag(): Map<string, Endpoint[]> {
  return Map.groupBy(endpoints, ({ tag }) => tag);
}

function title(tag: string): string {
  return tag.charAt(0).toUpperCase() + tag.slice(1);
}

function problemSection(): Html {
  const codes = Object.keys(problems).filter((code): code is ProblemCode => code in problems);
  const rows = codes.map((code) => {
    return html`<tr id="problem-${code}"><td><span class="status">${problems[code].status}</span></td><td><code>${code}</code></td><td>${problems[code].title}</td><td>${givenBy(code)}</td></tr>
`;
  });
  return html`<section id="problems"><h2>Problems</h2>
<p>A refusal is <code>application/problem+json</code> (RFC 9457). <code>code</code> never changes its meaning; <code>detail</code> says
what happened and what to do next; <code>errors</code> names each wrong place; <code>instance</code> finds the request in the log.</p>
<table class="fields"><thead><tr><th>Status</th><th>Code</th><th>Title</th><th>Given by</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

const FEW = 6;

function givenBy(code: ProblemCode): Html {
  if (commonFails.some((name) => name === code)) return html`any route`;
  const by = endpoints.filter(({ fails }) => fails.includes(code));
  if (by.length === 0) return html`the router`;
  const links = by.map(({ id, path, method }, index) => {
    return html`${index === 0 ? '' : ', '}<a href="#${id}" title="${method.toUpperCase()} ${path}">${id}</a>`;
  });
  return by.length > FEW
    ? html`<details><summary>${by.length} routes</summary>${links}</details>`
    : html`${links}`;
}

/** Nothing may run or load but this one style. */
function policy(): string {
  const hash = createHash('sha256').update(style).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}
