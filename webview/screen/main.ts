import RFB from '@novnc/novnc';
import * as z from 'zod/mini';
import { type FromScreenPage, type ScreenView, toScreenPage } from '../../protocol/screenPage.ts';
import { button, registerControls } from '../controls.ts';
import '../editorApi.ts';
import { Channel } from './channel.ts';
import './screen.css';

const editor = acquireVsCodeApi();
const tell = (message: FromScreenPage): void => editor.postMessage(message);

const status = document.createElement('p');
status.role = 'status';
const toolbar = document.createElement('div');
toolbar.className = 'toolbar';
// What the tab says to the eye, for who goes from heading to heading.
const heading = document.createElement('h1');
const header = document.createElement('header');
header.append(heading, toolbar);
const screen = document.createElement('main');
document.body.replaceChildren(header, screen);

let channel: Channel | undefined;
let rfb: RFB | undefined;

/** Every connection has an RFB of its own: the one before may have broken off in the middle of a picture. */
function begin(): void {
  end();
  channel = new Channel((bytes) => tell({ kind: 'input', bytes }));
  const connection = new RFB(screen, channel, { shared: true });
  connection.scaleViewport = true;
  connection.background = 'transparent';
  connection.showDotCursor = true;
  connection.addEventListener('connect', () => connection.focus({ preventScroll: true }));
  connection.addEventListener('disconnect', ({ detail }) => {
    if (rfb === connection && !detail.clean) tell({ kind: 'failed' });
  });
  rfb = connection;
}

function end(): void {
  const old = rfb;
  rfb = undefined;
  old?.disconnect();
  channel = undefined;
}

function show({ state, text, labels, subject }: ScreenView): void {
  editor.setState(subject);
  document.title = labels.screen;
  heading.textContent = labels.screen;
  screen.ariaLabel = labels.screen;
  status.textContent = text;
  const press = {
    live: () => button(labels.ctrlAltDel, 'secondary', () => rfb?.sendCtrlAltDel()),
    over: () => button(labels.reconnect, 'primary', () => tell({ kind: 'reconnect' })),
    connecting: undefined,
  }[state];
  toolbar.replaceChildren(...(press ? [press()] : []), status);
  if (state === 'live') begin();
  else end();
}

/** All other keys are the machine's while its screen has the keyboard, so one leads out; before noVNC sees it. */
function leave(event: KeyboardEvent): void {
  if (!(event.ctrlKey && event.altKey && event.key === 'Escape')) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  rfb?.blur();
  toolbar.querySelector<HTMLElement>('vscode-button')?.focus();
}

registerControls();
window.addEventListener('keydown', leave, { capture: true });
window.addEventListener('message', ({ data }) => {
  const said = z.safeParse(toScreenPage, data);
  // Only our own extension posts here; another form is one of another version, whose page is made anew.
  if (!said.success) return;
  if (said.data.kind === 'view') show(said.data);
  else channel?.receive(said.data.bytes);
});
tell({ kind: 'ready' });
