import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html } from './html.ts';

const hostile = `<script>alert("x")</script> & 'y'`;
const harmless = '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;';

test('text is escaped between tags and in attributes', () => {
  assert.equal(html`<p title="${hostile}">${hostile}</p>`.markup, `<p title="${harmless}">${harmless}</p>`);
});

test('markup made by html is kept, alone and in lists', () => {
  const items = ['<a>', 'b'].map((item) => html`<li>${item}</li>`);
  assert.equal(html`<ul>${items}</ul>`.markup, '<ul><li>&lt;a&gt;</li><li>b</li></ul>');
});

test('text in a list is escaped too', () => {
  assert.equal(html`${[hostile]}`.markup, harmless);
});

test('nothing is written for false, null and undefined, but zero is a number', () => {
  assert.equal(html`[${false}${null}${undefined}${0}]`.markup, '[0]');
});
