import type { Account } from '../api.ts';
import { type Html, html } from '../html.ts';
import { planChip } from './page.ts';
import { alert, avatar } from './parts.ts';

export interface SignIn {
  next: string;
  people: Account[];
  problem: string | null;
}

export function signInView({ next, people, problem }: SignIn): Html {
  const isStaff = ({ email }: Account): boolean => email.endsWith('@academy.example');
  return html`<div class="wrap sign-in">
<h1>Sign in</h1>
<p class="lead">This is a demo: there are no passwords. Use any e-mail, or be one of these people.</p>
${problem && alert('That did not work', problem)}
<form method="post" action="/sign-in" class="panel sign-in-form">
<input type="hidden" name="next" value="${next}">
<div class="field"><label for="email">E-mail</label><input id="email" name="email" type="email" required autocomplete="email" maxlength="200" placeholder="you@mail.example"></div>
<button class="button button-primary">Sign in</button>
</form>
${group('Academy staff', people.filter(isStaff), next)}
${group(
  'Learners',
  people.filter((person) => !isStaff(person)),
  next,
)}
</div>`;
}

function group(title: string, people: Account[], next: string): Html {
  return html`<h2>${title}</h2><ul class="people">${people.map(
    (person) => html`<li><form method="post" action="/sign-in">
<input type="hidden" name="next" value="${next}"><input type="hidden" name="email" value="${person.email}">
<button class="person">${avatar(person.name)}<span class="person-name">${person.name}<span class="muted">${person.email}</span></span><span class="chips">${planChip(person.plan)}<span class="chip">${person.country}</span></span></button>
</form></li>`,
  )}</ul>`;
}
