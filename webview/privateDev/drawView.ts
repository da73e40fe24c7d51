import type { Choice, FromPanel, PanelRow, PanelTable, PanelView } from '../../protocol/privateDevPanel.ts';
import { button } from '../controls.ts';

/** Tells the extension what was chosen. */
type Tell = (message: FromPanel) => void;

/** The page for a view. Text is only ever set as text. */
export function drawView(view: PanelView, tell: Tell): DocumentFragment {
  const page = document.createDocumentFragment();
  page.append(heading(view, tell));
  for (const notice of view.notices) page.append(drawNotice(notice, tell));
  for (const [index, table] of view.tables.entries()) page.append(drawTable(table, index, tell));
  return page;
}

function heading({ title, subtitle, buttons }: PanelView, tell: Tell): HTMLElement {
  const header = make('header');
  header.append(make('h1', title), make('p', subtitle));
  for (const [index, { label, action }] of buttons.entries()) {
    header.append(button(label, index === 0 ? 'primary' : 'secondary', () => tell(action)));
  }
  return header;
}

function drawNotice({ severity, text, label, action }: PanelView['notices'][number], tell: Tell): HTMLElement {
  const notice = make('p', text);
  notice.className = severity;
  notice.setAttribute('role', severity === 'error' ? 'alert' : 'status');
  if (action)
    notice.append(
      ' ',
      button(label, 'secondary', () => tell(action)),
    );
  return notice;
}

function drawTable({ caption, columns, rows }: PanelTable, index: number, tell: Tell): HTMLElement {
  const table = make('table');
  table.id = `table-${index}`;
  table.append(make('caption', caption));
  const head = make('tr');
  for (const column of columns) head.append(cell('th', 'col', column));
  const header = make('thead');
  header.append(head);
  const body = make('tbody');
  for (const row of rows) body.append(drawRow(row, `${table.id}-${row.header}`, tell));
  table.append(header, body);
  return table;
}

function drawRow({ header, cells, attention }: PanelRow, id: string, tell: Tell): HTMLElement {
  const row = make('tr');
  if (attention) row.className = 'attention';
  row.append(cell('th', 'row', header));
  for (const [index, choices] of cells.entries()) {
    const data = make('td');
    for (const [place, choice] of choices.entries()) {
      if (place > 0) data.append(', ');
      data.append(drawChoice(choice, `${id}-${index}-${place}`, tell));
    }
    row.append(data);
  }
  return row;
}

/** Native buttons: a /dev may have hundreds of reasons. Their ids let the keyboard stay where it was. */
function drawChoice({ text, action }: Choice, id: string, tell: Tell): Node {
  if (!action) return document.createTextNode(text);
  const link = make('button', text);
  link.id = id;
  link.addEventListener('click', () => tell(action));
  return link;
}

function cell(tag: 'th', scope: 'col' | 'row', text: string): HTMLElement {
  const made = make(tag, text);
  made.setAttribute('scope', scope);
  return made;
}

function make(tag: string, text = ''): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
