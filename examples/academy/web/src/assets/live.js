/** Shows a feature coming and going while the page is open. Everything works without this script. */
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const SECOND_LOOK_MS = 1000;
let generation = document.body.dataset.generation;

/** Pages and the api hear of a change independently, so what the api decides is looked at twice. */
function follow(message) {
  const { generation: current, flags = null } = JSON.parse(message.data);
  if (current === generation) return;
  generation = current;
  refresh(flags);
  setTimeout(() => refresh(flags), SECOND_LOOK_MS);
}

function refresh(flags) {
  for (const slot of document.querySelectorAll('[data-slot]')) {
    const own = slot.dataset.slot.split(' ');
    if (flags === null || flags.some((flag) => own.includes(flag))) load(slot).catch(startOver);
  }
}

/** A part that could not be fetched is fetched when the stream is back. */
function startOver() {
  generation = undefined;
}

/** What a person has begun to fill in stays; the server checks it when it is sent. */
async function load(slot, { force = false } = {}) {
  if (slot.dataset.touched && !force) return;
  const response = await fetch(slot.dataset.source);
  if (!response.ok || response.redirected) return;
  const next = document.createElement('template');
  next.innerHTML = await response.text();
  if (next.innerHTML.trim() === slot.innerHTML.trim()) return;
  const swap = () => slot.replaceChildren(next.content);
  if (calm.matches || !document.startViewTransition) swap();
  else await document.startViewTransition(swap).updateCallbackDone;
}

async function applyPromo(button) {
  const slot = button.closest('[data-slot]');
  const source = new URL(slot.dataset.source, location.href);
  const form = new FormData(button.form);
  for (const name of ['promo', 'goal']) source.searchParams.set(name, form.get(name) ?? '');
  slot.dataset.source = source.pathname + source.search;
  await load(slot, { force: true });
  document.querySelector('#promo')?.focus();
}

document.addEventListener('input', ({ target }) => {
  const slot = target.closest('[data-slot]');
  if (slot) slot.dataset.touched = 'true';
});
document.addEventListener('change', ({ target }) =>
  target.closest('[data-submit-on-change]')?.requestSubmit(),
);
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-apply]');
  if (button) {
    event.preventDefault();
    applyPromo(button).catch(() => button.form.requestSubmit(button));
  }
  const menu = document.querySelector('.menu[open]');
  if (menu && !menu.contains(event.target)) menu.open = false;
});
document.addEventListener('keydown', (event) => {
  const menu = document.querySelector('.menu[open]');
  if (event.key === 'Escape' && menu) menu.open = false;
});
document.documentElement.classList.add('scripted');

const stream = new EventSource('/live');
stream.addEventListener('hello', follow);
stream.addEventListener('change', follow);
