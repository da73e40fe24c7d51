import * as z from 'zod/mini';
import { type FromPanel, panelView } from '../../protocol/privateDevPanel.ts';
import { registerControls } from '../controls.ts';
import '../editorApi.ts';
import { drawView } from './drawView.ts';
import './panel.css';

const editor = acquireVsCodeApi();
const tell = (message: FromPanel): void => editor.postMessage(message);

/** The page is what the last view says, whole; only where it was scrolled to stays. */
function show(message: unknown): void {
  const received = performance.now();
  const view = z.safeParse(panelView, message);
  // Only our own extension posts here; another form is one of another version, whose panel is made anew.
  if (!view.success) return;
  editor.setState(view.data.subject);
  document.title = view.data.title;
  const focused = document.activeElement?.id;
  const scrolled = window.scrollY;
  document.body.replaceChildren(drawView(view.data, tell));
  window.scrollTo({ top: scrolled });
  if (focused) document.getElementById(focused)?.focus();
  const rows = view.data.tables.reduce((sum, table) => sum + table.rows.length, 0);
  // The first frame after this one is on its way to the screen when the second begins.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => tell({ kind: 'painted', milliseconds: performance.now() - received, rows })),
  );
}

registerControls();
window.addEventListener('message', ({ data }) => show(data));
tell({ kind: 'ready' });
