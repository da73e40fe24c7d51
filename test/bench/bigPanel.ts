import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import type { Workbench } from '../e2e/workbench.ts';
import { type Limit, limited } from './limit.ts';

const NODES = 500;
/** Each letter leaves fewer of them in sight, and taking it back brings them again. */
const FILTER = 'node42';
const FILE = 'nodes.domain.xml';

/** A folder in this host's /dev with so many nodes, and a domain that asks for all of them. */
export interface ManyNodes {
  readonly files: Readonly<Record<string, string>>;
  remove(): void;
}

export function makeManyNodes(): ManyNodes {
  const folder = `/dev/virtcell-bench-${process.pid}`;
  mkdirSync(folder);
  const script = `i=0; while [ $i -lt ${NODES} ]; do mknod -m 666 "$0/node$i" c 1 3; i=$((i+1)); done`;
  execFileSync('/bin/sh', ['-euc', script, folder]);
  const nodes = Array.from({ length: NODES }, (_, index) => `      <v:node path='${folder}/node${index}'/>`);
  return { files: { [FILE]: domainXml(nodes) }, remove: () => rmSync(folder, { recursive: true }) };
}

const domainXml = (nodes: readonly string[]): string => `<domain type='qemu'>
  <name>virtcell-bench-nodes</name>
  <metadata>
    <v:devices xmlns:v='https://virtcell.dev/xmlns/domain/1'>
${nodes.join('\n')}
    </v:devices>
  </metadata>
  <memory unit='MiB'>64</memory>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
</domain>
`;

/**
 * The panel with the plan of that domain: from the arrival of its view in the page to the frame that shows it, as the
 * extension logs it, each time in a page of its own; and from a key in its filter to the frame that shows what is left.
 */
export async function measureBigPanel(
  workbench: Workbench,
  log: () => string,
  rounds: number,
  signal: AbortSignal,
): Promise<Limit[]> {
  const { devPanel, source, page } = workbench;
  const keys: number[] = [];
  await workbench.openFile(FILE);
  for (let round = 0; round < rounds; round++) {
    signal.throwIfAborted();
    await source.clickLens('Preview /dev');
    await devPanel.body.filter({ hasText: 'what a start will make' }).waitFor();
    await devPanel.filter.click();
    await devPanel.filter.evaluate(recordKeys);
    for (const key of [...FILTER, ...Array(FILTER.length).fill('Backspace')]) {
      const pressed = devPanel.filter.evaluate(keyTime, keys.length % (2 * FILTER.length));
      await page.keyboard.press(key);
      keys.push(await pressed);
    }
    await source.focus();
    await workbench.runCommand('View: Close Editors in Other Groups');
    await page.locator('iframe.webview').waitFor({ state: 'detached' });
  }
  const paints = [...log().matchAll(/(\d+) rows painted in ([\d.]+) ms/g)]
    .filter(([, rows]) => Number(rows) >= NODES)
    .map(([, , milliseconds]) => Number(milliseconds));
  return [
    // A page that is given its view twice has painted most of it when the second one comes.
    limited(`first paint of ${NODES} nodes after their view`, 'ms', paints.sort((a, b) => b - a).slice(0, rounds), 200),
    limited(`a key in the filter of ${NODES} nodes, to the frame`, 'ms', keys, 50),
  ];
}

interface Recorded {
  /** Of each key, once its frame is made. */
  keyTimes?: number[];
  keyWaiters?: (() => void)[];
}

/* Runs in the page. */
function recordKeys(field: unknown): void {
  const page = globalThis as unknown as Recorded & {
    requestAnimationFrame(next: () => void): void;
    MessageChannel: new () => {
      port1: { onmessage: (() => void) | null };
      port2: { postMessage(message: unknown): void };
    };
  };
  const target = field as { addEventListener(type: string, listener: (event: { timeStamp: number }) => void): void };
  const times: number[] = [];
  page.keyTimes = times;
  page.keyWaiters = [];
  let begun = 0;
  target.addEventListener('keydown', ({ timeStamp }) => {
    begun = timeStamp;
  });
  target.addEventListener('input', () =>
    page.requestAnimationFrame(() => {
      // A message comes after the frame in which it was sent: style, layout and paint are done.
      const after = new page.MessageChannel();
      after.port1.onmessage = () => {
        times.push(performance.now() - begun);
        for (const waiter of page.keyWaiters?.splice(0) ?? []) waiter();
      };
      after.port2.postMessage(undefined);
    }),
  );
}

/* Runs in the page. */
async function keyTime(_: unknown, index: number): Promise<number> {
  const page = globalThis as unknown as Recorded;
  while ((page.keyTimes?.length ?? 0) <= index) await new Promise<void>((resolve) => page.keyWaiters?.push(resolve));
  return page.keyTimes?.[index] ?? Number.NaN;
}
