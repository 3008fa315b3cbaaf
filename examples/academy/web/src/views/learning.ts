import type { Enrolment, Learning } from '../api.ts';
import { date, money, plural } from '../format.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Person } from '../person.ts';
import { coverImage, icon, progress, slot, sumLine } from './parts.ts';

export function learningView({ entries, limit }: Learning): Html {
  const current = entries.filter((entry) => entry.status !== 'completed');
  const finished = entries.filter((entry) => entry.status === 'completed');
  return html`<div class="wrap learning">
<div class="learning-head"><h1>My learning</h1>${slot('enrolment-limit', '/fragments/places', placesView({ entries, limit }))}</div>
${current.length === 0 ? nothingYet() : html`<ul class="entries">${current.map(entryRow)}</ul>`}
${finished.length > 0 && html`<h2>Finished</h2><ul class="entries">${finished.map(entryRow)}</ul>`}
</div>`;
}

export interface Places {
  used: number;
  limit: number;
}

/** A request takes no place before it is confirmed. */
export function countPlaces({ entries, limit }: Learning): Places {
  return { used: entries.filter((entry) => entry.status === 'active').length, limit };
}

export function placesView(learning: Learning): Html {
  const { used, limit } = countPlaces(learning);
  return html`<div class="places" data-limit="${limit}">
<p><strong>${used} of ${limit}</strong> places in use</p>
<meter min="0" max="${Math.max(limit, 1)}" value="${Math.min(used, limit)}" aria-label="Places in use"></meter>
${used >= limit && html`<p class="hint">Finish or leave a course to enrol in another.</p>`}
</div>`;
}

function nothingYet(): Html {
  return html`<div class="empty">${icon('book')}
<h2>You are not in a course yet</h2>
<p>Pick one that you could use this week.</p>
<a class="button button-primary" href="/">Browse courses</a></div>`;
}

function entryRow(entry: Enrolment): Html {
  return html`<li class="entry">
<a class="entry-cover" href="/courses/${entry.course}" tabindex="-1" aria-hidden="true">${coverImage({ slug: entry.course, category: entry.category })}</a>
<div class="entry-main"><h3><a href="/courses/${entry.course}">${entry.title}</a></h3><p class="muted">${entry.teacherName} · since ${date(entry.enrolledAt)}</p>${entryState(entry)}</div>
<div class="entry-actions">${entryActions(entry)}</div>
</li>`;
}

function entryState(entry: Enrolment): Html {
  if (entry.status === 'pending')
    return html`<p class="state state-pending">${icon('mail')}Waiting for your confirmation by e-mail</p>`;
  const done = entry.completedLessons.length;
  return html`${progress(done, entry.lessonCount, `Progress in ${entry.title}`)}
<p class="muted">${done} of ${plural(entry.lessonCount, 'lesson', 'lessons')} done${entry.nextLesson && html` · next: ${entry.nextLesson}`}</p>`;
}

function entryActions(entry: Enrolment): Content {
  if (entry.status === 'completed') return html`<span class="state">${icon('check')}Finished</span>`;
  return html`<a class="button" href="${entry.status === 'pending' ? `/enrolments/${entry.id}` : `/courses/${entry.course}`}">${entry.status === 'pending' ? 'See request' : 'Continue'}</a>
<form method="post" action="/learning/${entry.id}/leave"><button class="text-button" aria-label="Leave ${entry.title}">Leave</button></form>`;
}

/** What the person gets to see after enrolling: a promise under the old rule, a receipt under the new one. */
export function enrolmentView(enrolment: Enrolment, person: Person): Html {
  const isWaiting = enrolment.status === 'pending';
  return html`<div class="wrap confirmation" data-rule="${enrolment.rule}" data-status="${enrolment.status}">
<div class="panel">${isWaiting ? waiting(enrolment, person) : welcome(enrolment)}</div></div>`;
}

function waiting(enrolment: Enrolment, person: Person): Html {
  return html`<span class="big-icon">${icon('mail')}</span>
<h1>Check your e-mail</h1>
<p>We received your request for <strong>${enrolment.title}</strong> and write to ${person.email} within one working day. Your place is yours once you open the link in that e-mail.</p>
<p class="actions"><a class="button" href="/learning">My learning</a><a class="button button-quiet" href="/">More courses</a></p>
<form class="demo-note" method="post" action="/confirmations/${enrolment.confirmationToken}"><p>Demo: no e-mail leaves this application.</p><button class="text-button">Open the link from the e-mail</button></form>`;
}

function welcome(enrolment: Enrolment): Html {
  return html`<span class="big-icon big-icon-good">${icon('check')}</span>
<h1>You’re in</h1>
<p><strong>${enrolment.title}</strong> is open. ${enrolment.nextLesson && html`Your first lesson: ${enrolment.nextLesson}.`}</p>
${enrolment.receipt && receipt(enrolment.receipt)}
<p class="actions"><a class="button button-primary" href="/courses/${enrolment.course}">Start learning</a><a class="button button-quiet" href="/learning">My learning</a></p>`;
}

function receipt(given: NonNullable<Enrolment['receipt']>): Html {
  return html`<section class="receipt" aria-label="Receipt"><p class="receipt-head"><span>Receipt ${given.number}</span><span>${date(given.issuedAt)}</span></p>
<dl class="sum">${sumLine('Course', money(given.listCents))}
${given.planDiscountCents > 0 && sumLine('Plan discount', `−${money(given.planDiscountCents)}`)}
${given.promoCode && sumLine(`Promo code ${given.promoCode}`, `−${money(given.promoDiscountCents)}`)}
<div class="total"><dt>Total</dt><dd>${money(given.totalCents)}</dd></div></dl></section>`;
}
