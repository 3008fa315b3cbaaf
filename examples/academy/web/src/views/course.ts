import type { Course, CourseView, Enrolment, Lesson, Recommendations } from '../api.ts';
import { capitalised, date, duration, money, number, plural, price } from '../format.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Person } from '../person.ts';
import { recommendationSlot } from './catalogue.ts';
import { avatar, coverImage, icon, progress, slot, stars } from './parts.ts';

export interface EnrolBox extends CourseView {
  person: Person;
  hasNewCheckout: boolean;
}

export function courseView(box: EnrolBox, recommendations: Recommendations | null): Html {
  const { course, enrolment } = box;
  return html`<section class="course-head"><div class="wrap">
<nav class="crumbs" aria-label="Breadcrumb"><a href="/">Courses</a> <span aria-hidden="true">/</span> <a href="/?category=${course.category}">${course.categoryName}</a></nav>
<h1>${course.title}</h1>
<p class="lead">${course.subtitle}</p>
<p class="course-facts">${stars(course)}<span>${plural(course.learners, 'learner', 'learners')}</span><span>${capitalised(course.level)}</span><span>${plural(course.lessonCount, 'lesson', 'lessons')}, ${duration(course.minutes)}</span></p>
</div></section>
<div class="wrap course-body">
<aside class="course-aside">${slot('new-checkout', `/fragments/enrol-box?course=${course.slug}`, enrolBoxView(box))}</aside>
<div class="course-main">
<section><h2>What you will be able to do</h2><ul class="outcomes">${course.outcomes.map((outcome) => html`<li>${icon('check')}${outcome}</li>`)}</ul></section>
<section><h2>About this course</h2><p>${course.description}</p></section>
<section><h2>Syllabus</h2>${syllabus(course, enrolment)}</section>
<section><h2>Your teacher</h2><div class="teacher">${avatar(course.teacherName)}<div><h3>${course.teacherName}</h3><p class="muted">${course.teacherRole}</p><p>${course.teacherBio}</p></div></div></section>
</div></div>
${recommendationSlot(course.slug, recommendations)}`;
}

/** Where enrolling starts. The marker is there only for those whom the new checkout would serve. */
export function enrolBoxView(box: EnrolBox): Html {
  const { course, enrolment, hasNewCheckout } = box;
  const isOffered = hasNewCheckout && !enrolment;
  return html`<div class="enrol-box"${isOffered && html` data-feature="new-checkout"`}>
${coverImage(course, false)}
<div class="enrol-box-body">${enrolment ? enrolled(course, enrolment) : offer(box)}</div>
</div>`;
}

function offer({ course, price: { listCents, totalCents }, person, hasNewCheckout }: EnrolBox): Html {
  const isFull = course.seatsLeft !== null && course.seatsLeft <= 0;
  return html`<p class="price">${price(totalCents)} ${totalCents < listCents && html`<s class="muted"><span class="visually-hidden">instead of </span>${money(listCents)}</s>`}</p>
${totalCents < listCents && html`<p class="saving">With your ${capitalised(person.plan)} plan</p>`}
${isFull ? html`<p class="seats seats-none">${icon('seat')}All ${course.seats} seats are taken. Look again when someone leaves.</p>` : enrolButton(course, hasNewCheckout)}
<ul class="facts">
<li>${icon('clock')}${duration(course.minutes)} in ${plural(course.lessonCount, 'lesson', 'lessons')}</li>
${course.seatsLeft !== null && !isFull && html`<li class="seats">${icon('seat')}${course.seatsLeft} of ${course.seats} seats left</li>`}
<li>${icon('book')}${startLine(course)}</li>
</ul>`;
}

function enrolButton(course: Course, hasNewCheckout: boolean): Html {
  const address = `/courses/${course.slug}/enrol`;
  if (!hasNewCheckout) {
    return html`<a class="button button-primary button-wide" href="${address}">Request a place</a>
<p class="note">${icon('mail')}We confirm by e-mail within one working day.</p>`;
  }
  return html`<a class="button button-primary button-wide" href="${address}">Enrol now</a>
<p class="note note-strong">${icon('bolt')}One step. You start right away.</p>`;
}

function startLine(course: Course): string {
  return course.seats === null ? 'Start whenever you like' : `Cohort from ${date(course.publishedOn)}`;
}

function enrolled(course: Course, enrolment: Enrolment): Html {
  if (enrolment.status === 'pending') {
    return html`<p class="state state-pending">${icon('mail')}Waiting for your confirmation</p>
<p>Open the link in our e-mail to start this course.</p>
<a class="button button-wide" href="/enrolments/${enrolment.id}">See your request</a>`;
  }
  const done = enrolment.completedLessons.length;
  return html`<p class="state">${icon('check')}${enrolment.status === 'completed' ? 'You finished this course' : 'You are in this course'}</p>
${progress(done, course.lessonCount, 'Your progress')}
<p class="muted">${done} of ${plural(course.lessonCount, 'lesson', 'lessons')} done</p>
${enrolment.nextLesson && html`<p>Next: <strong>${enrolment.nextLesson}</strong></p>`}
<a class="button button-wide" href="/learning">My learning</a>`;
}

function syllabus(course: Course, enrolment: Enrolment | null): Html[] {
  const sections = Map.groupBy(course.lessons, (lesson) => lesson.section);
  return [...sections].map(
    (
      [section, lessons],
      index,
    ) => html`<details class="section"${(index === 0 || enrolment !== null) && html` open`}>
<summary><span>${section}</span><span class="section-facts">${plural(lessons.length, 'lesson', 'lessons')} · ${duration(sum(lessons))}</span>${icon('chevron')}</summary>
<ol>${lessons.map((lesson) => lessonRow(lesson, enrolment))}</ol></details>`,
  );
}

function lessonRow(lesson: Lesson, enrolment: Enrolment | null): Html {
  const isDone = enrolment?.completedLessons.includes(lesson.id) ?? false;
  return html`<li class="lesson${isDone && ' lesson-done'}"><span class="lesson-number">${isDone ? icon('check') : lesson.position}</span><span class="lesson-title">${lesson.title}</span>${doneButton(lesson, enrolment, isDone)}<span class="muted">${number(lesson.minutes)} min</span></li>`;
}

function doneButton(lesson: Lesson, enrolment: Enrolment | null, isDone: boolean): Content {
  if (enrolment?.status !== 'active' || isDone)
    return isDone && html`<span class="visually-hidden">done</span>`;
  return html`<form method="post" action="/learning/${enrolment.id}/lessons/${lesson.id}"><button class="text-button" aria-label="Mark ${lesson.title} as done">Mark done</button></form>`;
}

function sum(lessons: Lesson[]): number {
  return lessons.reduce((minutes, lesson) => minutes + lesson.minutes, 0);
}
