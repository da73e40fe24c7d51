import type { Choice, DevRow } from '../../protocol/privateDevPanel.ts';
import type { PanelWords } from '../../protocol/privateDevWords.ts';
import { element } from '../element.ts';
import { actionButton, drawDetails, drawMarks } from './drawControls.ts';
import type { Look } from './look.ts';

/**
 * The nodes as a grid of which each row can be opened. One row takes the keyboard, with what can be chosen in it.
 *
 * @param isShown by the filter, row for row
 */
export function drawNodes(
  rows: readonly DevRow[],
  isShown: readonly boolean[],
  look: Look,
  words: PanelWords,
): HTMLElement {
  const columns = [words.node, words.why, words.state, words.device, words.access, words.owner];
  const current = currentRow(rows, isShown, look);
  return element(
    'div',
    { role: 'treegrid', class: 'grid', 'aria-labelledby': 'nodes-head', 'aria-describedby': 'keys', id: 'grid' },
    element(
      'div',
      { role: 'row', class: 'head', 'data-key': 'head' },
      ...columns.map((column) => element('span', { role: 'columnheader' }, column)),
    ),
    ...rows.map((row, index) =>
      drawNode(row, { look, words, isShown: isShown[index] !== false, isCurrent: row === current }),
    ),
  );
}

/** Where the keyboard was, as long as that is in sight, else the first. */
const currentRow = (rows: readonly DevRow[], isShown: readonly boolean[], { current }: Look): DevRow | undefined => {
  const shown = rows.filter((_, index) => isShown[index] !== false);
  return shown.find(({ path }) => path === current) ?? shown[0];
};

interface Drawing {
  readonly look: Look;
  readonly words: PanelWords;
  readonly isShown: boolean;
  readonly isCurrent: boolean;
}

function drawNode(row: DevRow, { look, words, isShown, isCurrent }: Drawing): HTMLElement {
  const isOpen = look.opened.has(row.path);
  const tabindex = isCurrent ? 0 : -1;
  const kinds = row.marks.map(({ kind }) => kind);
  return element(
    'div',
    {
      role: 'rowgroup',
      class: ['node', ...kinds].join(' '),
      'data-key': row.path,
      'data-path': row.path,
      hidden: !isShown,
    },
    element(
      'div',
      {
        ...{ role: 'row', class: 'row', 'aria-level': 1, 'aria-expanded': String(isOpen), tabindex },
        'aria-selected': String(look.revealed.has(row.path)),
      },
      element('span', { role: 'rowheader', class: 'path', 'data-toggle': row.path }, ...pathWords(row)),
      cell('why', ...row.why.flatMap((choice, index) => [...(index > 0 ? [', '] : []), drawChoice(choice, tabindex)])),
      cell('state', ...drawMarks(row.marks)),
      cell('device', row.device),
      cell('access', row.access),
      cell('owner', row.owner),
    ),
    ...(isOpen ? [drawOpened(row, tabindex, words)] : []),
  );
}

function pathWords({ path, target }: DevRow): HTMLElement[] {
  const way = target === undefined ? [] : [element('span', { class: 'target' }, ` → ${target}`)];
  return [element('span', { class: 'twisty', 'aria-hidden': 'true' }), element('span', {}, path, ...way)];
}

const cell = (name: string, ...children: readonly (Node | string)[]): HTMLElement =>
  element('span', { role: 'gridcell', class: name }, ...children);

const drawChoice = ({ text, action }: Choice, tabindex: number): HTMLElement =>
  action ? actionButton(text, action, { class: 'link', tabindex }) : element('span', {}, text);

function drawOpened({ path, details }: DevRow, tabindex: number, words: PanelWords): HTMLElement {
  return element(
    'div',
    { role: 'row', class: 'opened', 'aria-level': 2, 'data-key': 'opened' },
    element(
      'div',
      { role: 'gridcell', 'aria-colspan': 6 },
      drawDetails(details, words.planned),
      element(
        'div',
        { class: 'buttons' },
        actionButton(words.copyPath, { kind: 'copy', what: 'path', path }, { tabindex }),
        actionButton(words.copyCommands, { kind: 'copy', what: 'commands', path }, { tabindex }),
      ),
    ),
  );
}
