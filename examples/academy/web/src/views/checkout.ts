import type { Course, Price } from '../api.ts';
import { capitalised, duration, money, plural, price } from '../format.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Person } from '../person.ts';
import type { Places } from './learning.ts';
import { alert, coverImage, icon, slot, sumLine } from './parts.ts';

export interface Checkout {
  course: Course;
  price: Price;
  person: Person;
  hasNewCheckout: boolean;
  promo: string;
  goal: string;
  /** `null` for a stranger. */
  places: Places | null;
  refusal: { title: string; detail: string } | null;
}

const goals = ['Get better at my job', 'Move into a new field', 'Out of curiosity'];

export function checkoutView(checkout: Checkout): Html {
  const { course, refusal } = checkout;
  const source = `/fragments/checkout?${new URLSearchParams({ course: course.slug, promo: checkout.promo, goal: checkout.goal })}`;
  return html`<div class="wrap checkout-page">
<nav class="crumbs" aria-label="Breadcrumb"><a href="/courses/${course.slug}">${course.title}</a></nav>
${refusal && !isOutOfPlaces(checkout) && alert(refusal.title, refusal.detail)}
${slot('new-checkout enrolment-limit', source, checkoutForm(checkout))}
</div>`;
}

export function checkoutForm(checkout: Checkout): Html {
  const { places, hasNewCheckout } = checkout;
  if (places && isOutOfPlaces(checkout)) return noPlaceLeft(checkout.course, places);
  return hasNewCheckout ? singleStep(checkout) : requestForm(checkout);
}

function isOutOfPlaces({ places }: Checkout): boolean {
  return places !== null && places.used >= places.limit;
}

function noPlaceLeft({ slug, title }: Course, { used, limit }: Places): Html {
  const isClosed = limit === 0;
  return html`<div class="request">
<h1>${isClosed ? 'Enrolment is closed at the moment' : 'All your places are in use'}</h1>
<p class="lead">${title}</p>
<div class="panel">
${isClosed ? html`<p>Look again later. Nothing of yours is lost.</p>` : html`<p>You are in ${plural(used, 'course', 'courses')} and can be in ${limit} at once. Finish or leave one of yours, then come back and enrol here.</p>`}
<p class="actions">${!isClosed && html`<a class="button button-primary" href="/learning">My learning</a>`}<a class="button button-quiet" href="/courses/${slug}">Back to the course</a></p>
</div></div>`;
}

function requestForm({ course, price: { totalCents }, person, goal }: Checkout): Html {
  return html`<div class="request">
<h1>Request a place</h1>
<p class="lead">${course.title}, ${price(totalCents)}</p>
<ol class="steps"><li aria-current="step">Your request</li><li>Our e-mail</li><li>Your confirmation</li></ol>
<form method="post" class="panel">
${expected(totalCents)}
<div class="field"><label for="name">Full name</label><input id="name" value="${person.name}" readonly></div>
<div class="field"><label for="email">E-mail</label><input id="email" value="${person.email}" readonly><p class="hint">We send your confirmation to this address.</p></div>
<div class="field"><label for="goal">Why would you like to take this course? <span class="muted">Optional</span></label><textarea id="goal" name="goal" rows="4" maxlength="200">${goal}</textarea></div>
<label class="tick"><input type="checkbox" required><span>I understand that my place is not reserved until I open the link in the e-mail.</span></label>
<button class="button button-primary">Send request</button>
<p class="hint">We answer within one working day.</p>
</form></div>`;
}

function singleStep(checkout: Checkout): Html {
  const { course, promo, goal, price: asked } = checkout;
  return html`<form method="post" class="checkout" data-feature="new-checkout">
${expected(asked.totalCents)}
<div class="checkout-main">
<h1>Enrol in ${course.title}</h1>
<p class="lead">One step, and your first lesson is open.</p>
<fieldset class="panel"><legend>What brings you here?</legend>
<p class="hint">Your teacher sees this and picks the examples to match.</p>
<div class="choices">${goals.map((choice) => html`<label class="choice"><input type="radio" name="goal" value="${choice}"${choice === goal && html` checked`}><span>${choice}</span></label>`)}</div>
</fieldset>
<div class="panel promo"><label for="promo">Promo code <span class="muted">Optional</span></label>
<div class="promo-row"><input id="promo" name="promo" value="${promo}" maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="promo-status"><button class="button" formmethod="get" formnovalidate data-apply>Apply</button></div>
<p id="promo-status" class="hint${asked.promoProblem && ' hint-problem'}" role="status">${promoStatus(asked)}</p>
</div>
</div>
<aside class="panel summary" aria-label="Summary">${summary(checkout)}</aside>
</form>`;
}

function summary({ course, person, price: asked }: Checkout): Html {
  return html`${coverImage(course, false)}
<h2>${course.title}</h2>
<p class="muted">${course.teacherName} · ${plural(course.lessonCount, 'lesson', 'lessons')} · ${duration(course.minutes)}</p>
<dl class="sum">
${sumLine('Course', money(asked.listCents))}
${asked.planDiscountCents > 0 && sumLine(`${capitalised(person.plan)} plan`, `−${money(asked.planDiscountCents)}`)}
${asked.promoCode && sumLine(`${asked.promoCode}, ${asked.promoPercent} %`, `−${money(asked.promoDiscountCents)}`)}
<div class="total"><dt>Total</dt><dd data-total-cents="${asked.totalCents}">${money(asked.totalCents)}</dd></div>
</dl>
${confirmation(course)}`;
}

function confirmation({ seats, seatsLeft }: Course): Html {
  if (seatsLeft !== null && seatsLeft <= 0) {
    return html`<p class="seats">${icon('seat')}All ${seats} seats are taken. Choose another course, or look again when someone leaves.</p>
<a class="button button-wide" href="/">Browse courses</a>`;
  }
  return html`${seatsLeft !== null && html`<p class="seats">${icon('seat')}${plural(seatsLeft, 'seat', 'seats')} left. Yours is reserved when you confirm.</p>`}
<button class="button button-primary button-wide">Confirm and start</button>
<p class="note">${icon('bolt')}Confirmed at once, with a receipt. Demo: nothing is charged.</p>`;
}

function promoStatus({ promoProblem, promoCode, promoDiscountCents }: Price): Content {
  if (promoProblem) return promoProblem;
  return promoCode && `${promoCode} saves you ${money(promoDiscountCents)}.`;
}

/** Travels with the form, so that nobody is enrolled at another price than the one shown. */
function expected(totalCents: number): Html {
  return html`<input type="hidden" name="total" value="${totalCents}">`;
}
