import * as z from 'zod/mini';
import { type FromPanel, panelState } from '../../protocol/privateDevActions.ts';
import { type PanelView, toPanel } from '../../protocol/privateDevPanel.ts';
import { element } from '../element.ts';
import '../editorApi.ts';
import { reconcileChildren } from '../reconcile.ts';
import { drawView, matchWords } from './drawView.ts';
import { matching, searchText, showOnly } from './filter.ts';
import { handleKeys, keepKeyboardInSight } from './keyboard.ts';
import { FIRST_LOOK, type Look, lookFrom, toggled } from './look.ts';
import './page.css';
import './nodes.css';
import './marks.css';
import './mounts.css';
import './launch.css';

/*
 * The page is what the last view and the way its user looks at it say, whole. Both are values; what is drawn of them
 * takes the place of what was drawn before only where it is another.
 */

const editor = acquireVsCodeApi();
const tell = (message: FromPanel): void => editor.postMessage(message);

const kept = z.safeParse(panelState, editor.getState());
let look: Look = kept.success ? lookFrom(kept.data) : FIRST_LOOK;
let view: PanelView | undefined;
let texts: readonly string[] = [];
let isFirst = true;

/** Looks otherwise, and remembers it. */
function change(part: Partial<Look>): void {
  look = { ...look, ...part };
  if (!view) return;
  const { filter, opened, hidden, scrolled } = look;
  editor.setState({ subject: view.subject, filter, opened: [...opened], hidden, scrolled });
}

function draw(): void {
  if (!view) return;
  const page = element('body', {}, drawView(view, matching(texts, look.filter), look));
  reconcileChildren(document.body, page);
}

function changeAndDraw(part: Partial<Look>): void {
  change(part);
  draw();
}

function show(next: PanelView): void {
  const received = performance.now();
  view = next;
  texts = (next.dev?.rows ?? []).map(searchText);
  document.title = next.title;
  changeAndDraw({});
  if (isFirst && next.dev) {
    isFirst = false;
    window.scrollTo({ top: look.scrolled, behavior: 'instant' });
  }
  const rows = next.dev?.rows.length ?? 0;
  // The first frame after this one is on its way to the screen when the second begins.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => tell({ kind: 'painted', milliseconds: performance.now() - received, rows })),
  );
}

/** A key in the filter changes what is in sight and nothing else. */
function filterBy(filter: string): void {
  if (!view?.dev) return;
  change({ filter });
  const isShown = matching(texts, filter);
  showOnly([...document.querySelectorAll<HTMLElement>('.node')], isShown);
  const matches = document.getElementById('matches');
  if (matches) matches.textContent = matchWords(view.words.matches, isShown, texts.length);
  const none = document.getElementById('none');
  if (none) none.hidden = isShown.includes(true);
  keepKeyboardInSight();
}

/** What the filter keeps out of sight is let in. */
function lead(paths: readonly string[]): void {
  if (!view) return;
  const isShown = matching(texts, look.filter);
  const isOut = view.dev?.rows.some(({ path }, index) => paths.includes(path) && !isShown[index]);
  if (isOut) setFilter('');
  const [first] = paths;
  changeAndDraw({ revealed: new Set(paths), current: first ?? look.current });
  if (first !== undefined) nodeElement(first)?.scrollIntoView({ block: 'center' });
  tell({ kind: 'revealed' });
}

function setFilter(filter: string): void {
  const field = document.getElementById('filter');
  if (field instanceof HTMLInputElement) field.value = filter;
  filterBy(filter);
}

const nodeElement = (path: string): HTMLElement | null => document.querySelector(`[data-path="${CSS.escape(path)}"]`);

/** What is chosen is told; what only concerns how one looks is done here. */
document.addEventListener('click', ({ target }) => {
  if (!(target instanceof Element)) return;
  if (look.revealed.size > 0) changeAndDraw({ revealed: new Set() });
  const chosen = target.closest<HTMLElement>('[data-action]')?.dataset.action;
  const toggle = target.closest<HTMLElement>('[data-toggle]')?.dataset.toggle;
  if (chosen !== undefined) {
    const action: FromPanel = JSON.parse(chosen);
    if (action.kind === 'list-hidden') changeAndDraw({ hidden: action.listed });
    tell(action);
  } else if (toggle !== undefined) changeAndDraw({ opened: toggled(look.opened, toggle) });
});

document.addEventListener('input', ({ target }) => {
  if (target instanceof HTMLInputElement && target.id === 'filter') filterBy(target.value);
});

document.addEventListener('scrollend', () => change({ scrolled: window.scrollY }));

handleKeys({
  tell,
  setFilter,
  toggle: (path) => changeAndDraw({ opened: toggled(look.opened, path) }),
  enter: (path) => change({ current: path }),
});

window.addEventListener('message', ({ data }) => {
  const message = z.safeParse(toPanel, data);
  // Only our own extension posts here; another form is one of another version, whose panel is made anew.
  if (!message.success) return;
  if (message.data.kind === 'view') show(message.data);
  else lead(message.data.paths);
});
tell({ kind: 'ready', hidden: look.hidden });
