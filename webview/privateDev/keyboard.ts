import type { FromPanel } from '../../protocol/privateDevActions.ts';
import { rowAfter } from './rowKeys.ts';

export interface KeyDeps {
  readonly tell: (message: FromPanel) => void;
  readonly setFilter: (filter: string) => void;
  /** Opens or closes a row. */
  readonly toggle: (path: string) => void;
  /** The keyboard is on this row now. */
  readonly enter: (path: string) => void;
}

/** The keys of the grid and of its filter. */
export function handleKeys({ tell, setFilter, toggle, enter }: KeyDeps): void {
  document.addEventListener('focusin', ({ target }) => {
    const group = target instanceof Element ? groupOf(target) : null;
    if (!group) return;
    giveKeyboard(group);
    enter(group.dataset.path ?? '');
  });

  document.addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (!(target instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey) return;
    const isTaken = target.id === 'filter' ? inFilter(key) : inGrid(target, key) || toFilter(key);
    if (isTaken) event.preventDefault();
  });

  function inFilter(key: string): boolean {
    if (key === 'Escape') setFilter('');
    if (key === 'ArrowDown') shownRows()[0]?.focus();
    return key === 'Escape' || key === 'ArrowDown';
  }

  function toFilter(key: string): boolean {
    if (key === '/') document.getElementById('filter')?.focus();
    return key === '/';
  }

  function inGrid(target: HTMLElement, key: string): boolean {
    const path = pathOf(target);
    const row = rowOf(target);
    if (path === undefined || !row) return false;
    if (target !== row) return key === 'ArrowLeft' && isMoved(row);
    return move(row, key) || open(row, path, key) || choose(row, path, key);
  }

  function open(row: HTMLElement, path: string, key: string): boolean {
    const isOpen = row.getAttribute('aria-expanded') === 'true';
    if (key === ' ' || (key === 'ArrowRight' && !isOpen) || (key === 'ArrowLeft' && isOpen)) toggle(path);
    else if (key === 'ArrowRight') row.parentElement?.querySelector<HTMLElement>('button')?.focus();
    else return key === 'ArrowLeft';
    return true;
  }

  function choose(row: HTMLElement, path: string, key: string): boolean {
    if (key === 'c') tell({ kind: 'copy', what: 'path', path });
    else if (key === 'Enter') {
      const leads = row.querySelector<HTMLElement>('[data-action]');
      if (leads) leads.click();
      else toggle(path);
    } else return false;
    return true;
  }
}

/** One row, with what can be chosen in it, takes the keyboard; the arrow keys lead to the others. */
function giveKeyboard(group: Element): void {
  const before = document.querySelector('.row[tabindex="0"]')?.parentElement;
  if (before === group) return;
  for (const each of before?.querySelectorAll('[tabindex]') ?? []) each.setAttribute('tabindex', '-1');
  for (const each of group.querySelectorAll('[tabindex]')) each.setAttribute('tabindex', '0');
}

/** Where the filter took the row away that had it. */
export function keepKeyboardInSight(): void {
  const isInSight = document.querySelector('.node:not([hidden]) > .row[tabindex="0"]') !== null;
  const first = document.querySelector('.node:not([hidden])');
  if (!isInSight && first) giveKeyboard(first);
}

function move(row: HTMLElement, key: string): boolean {
  const rows = shownRows();
  const next = rowAfter(key, rows.indexOf(row), rows.length);
  return next !== undefined && isMoved(rows[next]);
}

function isMoved(to: HTMLElement | undefined): boolean {
  to?.focus();
  return to !== undefined;
}

const groupOf = (target: Element): HTMLElement | null => target.closest<HTMLElement>('.node');
const pathOf = (target: Element): string | undefined => groupOf(target)?.dataset.path;
const rowOf = (target: Element): HTMLElement | null | undefined => groupOf(target)?.querySelector<HTMLElement>('.row');

const shownRows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.node:not([hidden]) > .row')];
