import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { editorHost } from '../../scripts/editor/host.mjs';
import { AgentProcess } from '../agent/agentProcess.ts';
import { EditorServer } from '../e2e/editorServer.ts';
import type { EditorWindow } from '../e2e/editorWindow.ts';
import { EDITOR_API } from '../extension/editorApi.ts';
import { type BenchHost, DOMAIN_NAME } from './benchHost.ts';
import { makeManyNodes, measureBigPanel } from './bigPanel.ts';
import { type Limit, limited } from './limit.ts';

const EXTENSION = fileURLToPath(new URL('../../dist/extension', import.meta.url));

export interface EditorBench {
  readonly host: BenchHost;
  readonly rounds: number;
  /** QEMU's own start, which is in what a click waits for, in ms. */
  readonly bareQemu: number;
  readonly signal: AbortSignal;
}

/** The figures of the real editor, on its own Node and in Debian's Chromium. */
export async function measureEditor(bench: EditorBench): Promise<Limit[]> {
  // Before there is a browser that takes the processors.
  const evaluations = Array.from({ length: Math.max(bench.rounds, 5) }, evaluateModule);
  const nodes = makeManyNodes();
  const agent = await AgentProcess.start({ wrapper: ['setsid'] });
  try {
    const server = await EditorServer.start({ socket: agent.socket, complete: true, endsInOrder: true });
    try {
      const files = { 'bench.domain.xml': bench.host.xml, ...nodes.files };
      const window = await server.open({ files });
      const limits = await measureWindow(window, agent, bench);
      return [...activationLimits(evaluations, window.log()), ...limits];
    } finally {
      await server.end();
    }
  } finally {
    await agent.dispose();
    nodes.remove();
  }
}

async function measureWindow(
  window: EditorWindow,
  agent: AgentProcess,
  { rounds, bareQemu, signal }: EditorBench,
): Promise<Limit[]> {
  const clicks: number[] = [];
  await window.workbench.openFile('bench.domain.xml');
  for (let round = 0; round <= rounds; round++) {
    signal.throwIfAborted();
    const milliseconds = await clickToAttached(window);
    // The first loads what the editor loads once.
    if (round > 0) clicks.push(milliseconds - bareQemu);
    await backToStart(window, agent);
  }
  const bigPanel = await measureBigPanel(window.workbench, () => window.log(), rounds, signal);
  return [
    limited('click to terminal attached, above QEMU', 'ms', clicks, 400),
    limited(
      'first paint of the panel after its view',
      'ms',
      numbersIn(window.log(), /rows painted in ([\d.]+) ms/g),
      200,
    ),
    ...bigPanel,
  ];
}

function activationLimits(evaluations: readonly Evaluation[], log: string): Limit[] {
  const activate = numbersIn(log, /activated in ([\d.]+) ms/g);
  const both = evaluations.map(({ milliseconds }) => milliseconds + (activate[0] ?? Number.NaN));
  return [
    limited('activation: module and activate()', 'ms', both, 50),
    limited('of that activate() by itself', 'ms', activate, 50),
    limited('the extension’s code that activation loads', 'kB', [(evaluations[0]?.bytes ?? Number.NaN) / 1000], 400),
  ];
}

interface Evaluation {
  readonly milliseconds: number;
  readonly bytes: number;
}

/** What the extension host does when it loads us, and which files of ours it read for that. */
const EVALUATION = `
  const begun = performance.now();
  require('./extension.cjs');
  const milliseconds = performance.now() - begun;
  const read = Object.keys(require.cache).filter((path) => !path.includes('node_modules'));
  const bytes = read.reduce((sum, path) => sum + require('node:fs').statSync(path).size, 0);
  console.log(JSON.stringify({ milliseconds, bytes }));`;

/** In a process of its own, with nothing of the editor's: as long as the extension host waits for our code. */
function evaluateModule(): Evaluation {
  const folder = mkdtempSync(join(tmpdir(), 'virtcell-activation-'));
  try {
    const stub = join(folder, 'node_modules/vscode');
    mkdirSync(stub, { recursive: true });
    writeFileSync(join(stub, 'index.js'), EDITOR_API);
    cpSync(EXTENSION, folder, { recursive: true });
    return JSON.parse(execFileSync(editorHost().node, ['-e', EVALUATION], { cwd: folder, encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** By the page's own clock: from the mouse button on Start to the console's first line in sight. */
async function clickToAttached({ workbench }: EditorWindow): Promise<number> {
  await workbench.source.lens('Start').waitFor();
  const measured = workbench.page.evaluate(measureInPage);
  await workbench.source.clickLens('Start');
  return measured;
}

/* Runs in the page. */
function measureInPage(): Promise<number> {
  const page = globalThis as unknown as {
    addEventListener(type: string, listener: () => void, options: object): void;
    document: { querySelector(selector: string): { textContent: string } | null; body: object };
    MutationObserver: new (
      changed: () => void,
    ) => { observe(target: object, options: object): void; disconnect(): void };
  };
  return new Promise((resolve) => {
    let pressed = 0;
    page.addEventListener('mousedown', () => (pressed = performance.now()), { capture: true, once: true });
    const observer = new page.MutationObserver(() => {
      const rows = page.document.querySelector('.terminal-wrapper.active .xterm-rows');
      if (!rows?.textContent.includes('serial0 ·')) return;
      observer.disconnect();
      resolve(performance.now() - pressed);
    });
    observer.observe(page.document.body, { subtree: true, childList: true, characterData: true });
  });
}

async function backToStart({ workbench }: EditorWindow, agent: AgentProcess): Promise<void> {
  await workbench.source.clickLens('Private /dev');
  await workbench.devPanel.row('/dev/urandom').filter({ hasText: 'as planned' }).waitFor();
  await agent.virtcell(['destroy', DOMAIN_NAME]);
  await workbench.devPanel.body.filter({ hasText: 'what a start will make' }).waitFor();
  await workbench.source.focus();
  await workbench.runCommand('View: Close Editors in Other Groups');
  await gone(workbench.page);
}

const gone = (page: Page): Promise<void> => page.locator('.terminal-wrapper.active').waitFor({ state: 'detached' });

const numbersIn = (text: string, pattern: RegExp): number[] =>
  [...text.matchAll(pattern)].map(([, number]) => Number(number));
