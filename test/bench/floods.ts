import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { AgentProcess } from '../agent/agentProcess.ts';
import { CHANNEL_DEVICE, GuestShell, NAME } from '../agent/channelGuest.ts';
import { CHANNEL, linuxDomain } from '../agent/linuxDomain.ts';
import { EditorServer } from '../e2e/editorServer.ts';
import type { EditorWindow } from '../e2e/editorWindow.ts';
import { MAKE_BLOCK } from '../soak/streams.ts';
import { spread } from './comparison.ts';
import { type Limit, limited } from './limit.ts';

const KEYS = 10;
const FILE = 'flooded.domain.xml';
/** What the guest tells goes there, past the console that is measured. */
const TOLD = "<serial type='pty'/>";

/**
 * In the guest one process has the channel open: what it prints there floods it, and what is typed there another one
 * passes on to the second serial port, byte for byte. It cannot print before QEMU has noticed that somebody is attached.
 */
const TAKE_KEYS = `stty -F /dev/ttyS1 115200 raw -echo; exec 3<>${CHANNEL_DEVICE}; echo ready >&3; { cat <&3 >/dev/ttyS1 & }`;
/** Until the file is there. */
const flood = (last: string): string =>
  `rm -f /tmp/stop; { { while [ ! -e /tmp/stop ]; do cat /tmp/block; done; echo ${last}; } >&3 & }`;

/**
 * A guest that prints without end into a channel whose terminal is in front. Measured by this process's clock: from a
 * key pressed in the browser to the guest's having read it, and from the last byte in the channel's record, by that file's
 * own time, to the last line in sight. QEMU logs the second serial port to a file, where the guest's word is found with no
 * help of the agent, which is busy with the flood. Both are upper bounds: the browser's driver is in them, and in the
 * first the guest's own writing.
 */
export async function measureFloods(rounds: number, signal: AbortSignal): Promise<Limit[]> {
  const agent = await AgentProcess.start({ wrapper: ['setsid'] });
  try {
    const xml = linuxDomain(agent, { name: NAME, devices: TOLD + CHANNEL });
    await agent.json(['create', agent.file('linux.xml', xml)]);
    const shell = await GuestShell.open({ agent });
    await shell.run(MAKE_BLOCK);
    const told = new GrowingFile(logOf(agent.stateDir, 'serial1'));
    const server = await EditorServer.start({ socket: agent.socket, complete: true, endsInOrder: true });
    try {
      const window = await server.open({ files: { [FILE]: xml } });
      await attachChannel(window);
      await shell.run(TAKE_KEYS);
      const record = logOf(agent.stateDir, 'channel0');
      const bench = new FloodBench({ agent, shell, page: window.workbench.page, told, record });
      for (let round = 0; round <= rounds; round++) {
        signal.throwIfAborted();
        await bench.round(round);
      }
      return bench.limits();
    } finally {
      told.close();
      await server.end();
    }
  } finally {
    await agent.dispose();
  }
}

async function attachChannel({ workbench }: EditorWindow): Promise<void> {
  const { source, quickPick, terminal } = workbench;
  await workbench.openFile(FILE);
  await source.clickLens('Console');
  await quickPick.choose('channel0');
  await terminal.line(/channel0 is a channel/);
  await terminal.focus();
}

interface Flooded {
  readonly agent: AgentProcess;
  readonly shell: GuestShell;
  readonly page: Page;
  /** Where the guest's word of a key is found. */
  readonly told: GrowingFile;
  /** The channel's log. */
  readonly record: string;
}

class FloodBench {
  readonly #agent: AgentProcess;
  readonly #shell: GuestShell;
  readonly #page: Page;
  readonly #told: GrowingFile;
  readonly #record: string;
  readonly #keys: number[] = [];
  readonly #ends: number[] = [];
  readonly #rates: number[] = [];

  constructor({ agent, shell, page, told, record }: Flooded) {
    this.#record = record;
    this.#agent = agent;
    this.#shell = shell;
    this.#page = page;
    this.#told = told;
  }

  /** The first one warms up. */
  async round(round: number): Promise<void> {
    const last = `the-present-${round}`;
    await this.#shell.run(flood(last));
    const [begin, before] = [performance.now(), await this.#printed()];
    const keys: number[] = [];
    for (let i = 0; i < KEYS; i++) keys.push(await this.#key());
    const rate = ((await this.#printed()) - before) / (performance.now() - begin) / 1000;
    const shown = this.#page.evaluate(whenShown, last).then(() => Date.now());
    await this.#shell.run('touch /tmp/stop');
    const late = (await shown) - statSync(this.#record).mtimeMs;
    if (round === 0) return;
    this.#keys.push(...keys);
    this.#ends.push(late);
    this.#rates.push(rate);
  }

  limits(): Limit[] {
    const flood = `a flood of ${Math.round(spread(this.#rates).median)} MB/s`;
    return [
      limited(`a key to the guest in ${flood}`, 'ms', this.#keys, 100),
      limited(`the last line of ${flood} in sight after its end`, 'ms', this.#ends, 250),
    ];
  }

  async #key(): Promise<number> {
    const read = this.#told.grown();
    const begin = performance.now();
    await this.#page.keyboard.press('k');
    await read;
    return performance.now() - begin;
  }

  async #printed(): Promise<number> {
    return ((await this.#agent.json(['log', NAME, 'channel0'])) as { end: number }).end;
  }
}

/** A file that another process appends to. */
class GrowingFile {
  readonly #path: string;
  readonly #watcher: FSWatcher;
  #length: number;
  #grown: (() => void) | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#length = statSync(path).size;
    this.#watcher = watch(path, () => {
      const { size } = statSync(path);
      if (size === this.#length) return;
      this.#length = size;
      this.#grown?.();
    });
  }

  /** Resolves when it is longer than now. */
  grown(): Promise<void> {
    this.#length = statSync(this.#path).size;
    return new Promise((resolve) => {
      this.#grown = resolve;
    });
  }

  close(): void {
    this.#watcher.close();
  }
}

function logOf(folder: string, alias: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const log = files.find((file) => file.endsWith(`/${alias}.log`));
  if (log === undefined) throw new Error(`${alias} has no log in ${folder}`);
  return join(folder, log);
}

/* Runs in the page. */
function whenShown(line: string): Promise<void> {
  const page = globalThis as unknown as {
    document: { querySelector(selector: string): { textContent: string } | null; body: object };
    MutationObserver: new (
      changed: () => void,
    ) => { observe(target: object, options: object): void; disconnect(): void };
  };
  return new Promise((resolve) => {
    const observer = new page.MutationObserver(() => {
      const rows = page.document.querySelector('.terminal-wrapper.active .xterm-rows');
      if (!rows?.textContent.includes(line)) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(page.document.body, { subtree: true, childList: true, characterData: true });
  });
}
