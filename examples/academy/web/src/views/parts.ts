import type { CourseCard } from '../api.ts';
import { capitalised, duration, number, price } from '../format.ts';
import { type Content, Html, html } from '../html.ts';

const icons = {
  search: '<circle cx="9" cy="9" r="5.5"/><path d="m13.5 13.5 4 4"/>',
  chevron: '<path d="m6 8 4 4 4-4"/>',
  check: '<path d="m4.5 10.5 3.5 3.5 7.5-8"/>',
  arrow: '<path d="M4 10h11m-4.5-4.5L15 10l-4.5 4.5"/>',
  clock: '<circle cx="10" cy="10" r="7"/><path d="M10 6v4l2.8 1.8"/>',
  mail: '<rect x="2.5" y="4.5" width="15" height="11" rx="2"/><path d="m3 6 7 5 7-5"/>',
  seat: '<circle cx="10" cy="6.5" r="3"/><path d="M4 17c.6-3.4 2.9-5 6-5s5.4 1.6 6 5"/>',
  bolt: '<path d="M11 2.5 4.5 11.5H10l-1 6 6.5-9H10z"/>',
  book: '<path d="M10 5.5C8 4 5.5 3.8 3 4v11.5c2.5-.2 5 0 7 1.5 2-1.5 4.5-1.7 7-1.5V4c-2.5-.2-5 0-7 1.5zm0 0V17"/>',
} as const satisfies Record<string, string>;

export function icon(name: keyof typeof icons): Html {
  return new Html(`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true">${icons[name]}</svg>`);
}

/** A part of the page that is fetched again when one of the flags changes while the page is open. */
export function slot(flags: string, source: string, content: Content): Html {
  return html`<div class="slot" data-slot="${flags}" data-source="${source}">${content}</div>`;
}

export function coverAddress(course: { slug: string; category: string }): string {
  return `/covers/${encodeURIComponent(course.category)}/${encodeURIComponent(course.slug)}.svg`;
}

export function coverImage(course: { slug: string; category: string }, lazy = true): Html {
  return html`<img class="cover" src="${coverAddress(course)}" alt="" width="480" height="270"${lazy && html` loading="lazy"`}>`;
}

export function courseCard(course: CourseCard): Html {
  return html`<li class="card" data-course="${course.slug}">
${coverImage(course)}
<div class="card-body">
<p class="eyebrow">${course.categoryName} · ${capitalised(course.level)}</p>
<h3><a href="/courses/${course.slug}">${course.title}</a></h3>
<p class="card-subtitle">${course.subtitle}</p>
<p class="card-teacher">${course.teacherName}</p>
<p class="card-facts">${stars(course)}<span>${duration(course.minutes)}</span></p>
<p class="card-price">${price(course.priceCents)}</p>
</div></li>`;
}

export function stars(course: { rating: number; ratingCount: number }): Html {
  return html`<span class="rating"><span aria-hidden="true">★</span> <span class="visually-hidden">Rated </span>${course.rating.toFixed(1)} <span class="muted">(${number(course.ratingCount)})</span></span>`;
}

export function avatar(name: string): Html {
  const letters = name.split(' ').map((word) => word.charAt(0));
  const tone = [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 5;
  return html`<span class="avatar avatar-${tone}" aria-hidden="true">${letters.slice(0, 2).join('').toUpperCase()}</span>`;
}

export function alert(title: string, detail: string): Html {
  return html`<div class="alert" role="alert"><strong>${title}</strong><p>${detail}</p></div>`;
}

export function progress(done: number, total: number, label: string): Html {
  return html`<progress value="${done}" max="${Math.max(total, 1)}" aria-label="${label}"></progress>`;
}

export function sumLine(label: string, amount: string): Html {
  return html`<div><dt>${label}</dt><dd>${amount}</dd></div>`;
}
