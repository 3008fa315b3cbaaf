import type { Catalogue, Category, CourseCard, Ranking, Recommendations, Search } from '../api.ts';
import { capitalised, plural } from '../format.ts';
import { type Content, type Html, html } from '../html.ts';
import { courseCard, coverImage, icon, slot } from './parts.ts';

export interface CatalogueView {
  search: Search;
  catalogue: Catalogue;
  recommendations: Recommendations | null;
}

const levels = ['beginner', 'intermediate', 'advanced'];
const order = {
  relevance: 'Best match first',
  popularity: 'Most popular first',
  newest: 'Newest first',
} as const satisfies Record<Ranking, string>;

export function catalogueView({ search, catalogue, recommendations }: CatalogueView): Html {
  const isSearching = search.q !== '' || search.category !== '' || search.level !== '';
  const shelf = recommendationSlot('', recommendations);
  return html`${hero(search, catalogue, isSearching)}
${!isSearching && shelf}
<section class="wrap catalogue" aria-labelledby="catalogue-title">
<h2 id="catalogue-title">${heading(search)}</h2>
${filters(search, catalogue.categories)}
${slot('search-ranking', `/fragments/results${query(search)}`, resultsView(catalogue))}
</section>
${isSearching && shelf}`;
}

export function recommendationSlot(viewing: string, recommendations: Recommendations | null): Html {
  const source =
    viewing === ''
      ? '/fragments/recommendations'
      : `/fragments/recommendations?course=${encodeURIComponent(viewing)}`;
  return slot('course-recommendations', source, recommendations && recommendationsView(recommendations));
}

export function recommendationsView({ title, because, courses }: Recommendations): Content {
  if (courses.length === 0) return null;
  return html`<section class="shelf" data-feature="course-recommendations" aria-labelledby="shelf-title"><div class="wrap">
<div class="shelf-head"><h2 id="shelf-title">${title}</h2><p>${because}</p></div>
<ul class="grid shelf-grid">${courses.map(courseCard)}</ul>
</div></section>`;
}

export function resultsView({ courses, ranking }: Catalogue): Html {
  if (courses.length === 0) return nothingFound();
  return html`<p class="result-count" data-ranking="${ranking}">${plural(courses.length, 'course', 'courses')} · ${order[ranking]}</p>
<ul class="grid">${courses.map(courseCard)}</ul>`;
}

function nothingFound(): Html {
  return html`<div class="empty">${icon('search')}
<h3>No course matches that</h3>
<p>Use fewer words, or another subject or level.</p>
<a class="button" href="/">Show all courses</a></div>`;
}

function hero(search: Search, { courses }: Catalogue, isSearching: boolean): Html {
  return html`<section class="hero${isSearching && ' hero-compact'}"><div class="wrap hero-row">
<div class="hero-words">
<h1>${isSearching ? 'Find your next course' : html`Learn something you’ll use on <em>Monday</em>.`}</h1>
${!isSearching && html`<p>Short, practical courses by people who do the work. Start today, finish this month.</p>`}
<form class="search" role="search" action="/" method="get">
<label class="visually-hidden" for="q">Search courses</label>
${icon('search')}<input class="search-input search-main" id="q" name="q" type="search" value="${search.q}" placeholder="Search courses" maxlength="100">
${hidden('category', search.category)}${hidden('level', search.level)}
<button class="button button-primary">Search</button>
</form>
</div>
${!isSearching && collage(courses)}
</div></section>`;
}

function collage(courses: CourseCard[]): Html {
  const chosen = ['interfaces-for-everyone', 'practical-statistics', 'photography-with-any-camera'];
  const shown = courses.filter((course) => chosen.includes(course.slug));
  return html`<div class="collage" aria-hidden="true">${shown.map((course) => coverImage(course, false))}</div>`;
}

function filters(search: Search, categories: Category[]): Html {
  const all = { slug: '', name: 'All subjects' };
  return html`<div class="filters">
<nav class="subjects" aria-label="Subjects">${[all, ...categories].map((category) => subject(search, category))}</nav>
<form class="level" action="/" method="get" data-submit-on-change>
${hidden('q', search.q)}${hidden('category', search.category)}
<label for="level">Level</label>
<select id="level" name="level"><option value="">Any</option>${levels.map(
    (level) =>
      html`<option value="${level}"${level === search.level && html` selected`}>${capitalised(level)}</option>`,
  )}</select>
<button class="button button-quiet no-script">Show</button>
</form></div>`;
}

function subject(search: Search, { slug, name, count }: Partial<Category> & { slug: string }): Html {
  const isChosen = search.category === slug;
  return html`<a class="pill" href="/${query({ ...search, category: slug })}"${isChosen && html` aria-current="true"`}>${name}${count !== undefined && html` <span class="count">${count}</span>`}</a>`;
}

function heading({ q, category, level }: Search): string {
  if (q !== '') return `Results for “${q}”`;
  return category === '' && level === '' ? 'All courses' : 'Courses';
}

function hidden(name: string, value: string): Content {
  return value !== '' && html`<input type="hidden" name="${name}" value="${value}">`;
}

function query(search: Search): string {
  const given = Object.entries(search).filter(([, value]) => value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}
