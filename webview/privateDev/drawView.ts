import type { PanelView } from '../../protocol/privateDevPanel.ts';
import { element } from '../element.ts';
import { actionButton } from './drawControls.ts';
import { drawLaunch, drawOtherMounts, drawSteps } from './drawLaunch.ts';
import { drawMounts } from './drawMounts.ts';
import { drawNodes } from './drawNodes.ts';
import { type Look, STEPS } from './look.ts';

/** The page for a view, as its user looks at it: the same both, the same page. */
export function drawView(view: PanelView, isShown: readonly boolean[], look: Look): HTMLElement {
  const { dev, words, notices } = view;
  return element(
    'main',
    {},
    drawHeader(view),
    element('div', { class: 'notices', role: 'status', 'data-key': 'notices' }, ...notices.map(drawNotice)),
    ...(dev
      ? [
          element(
            'section',
            { 'data-key': 'nodes' },
            element('h2', { id: 'nodes-head' }, words.nodes),
            drawFilter(view, isShown, look),
            drawNodes(dev.rows, isShown, look, words),
            element('p', { id: 'none', hidden: isShown.includes(true) }, words.noMatch),
            element('p', { id: 'keys' }, words.keys),
          ),
          section('mounts', words.mounts, dev.mounts.length > 0 && drawMounts(dev.mounts, words)),
          section('others', words.otherMounts, dev.otherMounts.length > 0 && drawOtherMounts(dev.otherMounts)),
          ...(dev.steps.length > 0 ? [drawSteps(dev.steps, look.opened.has(STEPS), words)] : []),
          section('launch', words.launch, dev.launch.length > 0 && drawLaunch(dev.launch)),
        ].filter((part) => part !== undefined)
      : []),
  );
}

function drawHeader({ title, subtitle, buttons, dev, words }: PanelView): HTMLElement {
  const exports = dev
    ? [
        actionButton(words.exportText, { kind: 'export', format: 'text' }),
        actionButton(words.exportJson, { kind: 'export', format: 'json' }),
      ]
    : [];
  return element(
    'header',
    { 'data-key': 'header' },
    element('h1', {}, title),
    element('p', {}, subtitle),
    element(
      'div',
      { class: 'buttons' },
      ...buttons.map(({ label, action }) => actionButton(label, action, { class: 'primary' })),
      ...exports,
    ),
  );
}

const drawNotice = ({ severity, text, label, action }: PanelView['notices'][number]): HTMLElement =>
  element(
    'p',
    { class: severity, 'data-key': action && `${severity} ${label}` },
    element('span', {}, text),
    ...(action ? [actionButton(label, action)] : []),
  );

function drawFilter({ dev, words }: PanelView, isShown: readonly boolean[], { filter, hidden }: Look): HTMLElement {
  const rows = dev?.rows ?? [];
  return element(
    'div',
    { class: 'filter', role: 'search' },
    element('input', {
      ...{ type: 'search', id: 'filter', value: filter, 'aria-label': words.filter, placeholder: words.filter },
      ...{ spellcheck: 'false', autocomplete: 'off', 'aria-controls': 'grid' },
    }),
    element('output', { id: 'matches', for: 'filter' }, matchWords(words.matches, isShown, rows.length)),
    actionButton(words.listHidden, { kind: 'list-hidden', listed: !hidden }, { 'aria-pressed': String(hidden) }),
  );
}

export const matchWords = (words: string, isShown: readonly boolean[], count: number): string =>
  words.replace('{0}', String(isShown.filter(Boolean).length)).replace('{1}', String(count));

const section = (key: string, head: string, content: HTMLElement | false): HTMLElement | undefined =>
  content ? element('section', { 'data-key': key }, element('h2', { id: `${key}-head` }, head), content) : undefined;
