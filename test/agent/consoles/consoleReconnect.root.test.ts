import { fileURLToPath } from 'node:url';
import { type IPty, spawn } from 'node-pty';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { BANNER, POWER_OFF_KEY } from '../../../scripts/guest/bootSector.mjs';
import { AgentProcess } from '../agentProcess.ts';
import { bootSectorDomain } from '../testDomains.ts';

/* `virtcell console` in a terminal of its own, with a real guest, over the death of a real agent. */

const VIRTCELL = fileURLToPath(new URL('../../../dist/virtcell.js', import.meta.url));

let agent: AgentProcess;
beforeEach(async () => {
  agent = await AgentProcess.start();
  await agent.json(['create', agent.file('vm.xml', bootSectorDomain(agent, { name: 'vm' }))]);
});
afterEach(() => agent.dispose());

class Screen {
  readonly pty: IPty;
  readonly ended: Promise<number>;
  text = '';
  #look: () => void = () => {};

  constructor(...options: string[]) {
    const env = { PATH: process.env.PATH, VIRTCELL_SOCKET: agent.socket };
    this.pty = spawn(process.execPath, [VIRTCELL, 'console', 'vm', ...options], { env });
    let over = false;
    this.ended = new Promise((resolve) => {
      this.pty.onExit(({ exitCode }) => {
        over = true;
        resolve(exitCode);
      });
    });
    this.pty.onData((data) => {
      this.text += data;
      this.#look();
    });
    onTestFinished(() => {
      if (!over) this.pty.kill('SIGKILL');
    });
  }

  /** From `after` on. Returns where the text ends that was looked for. */
  shows(text: string, after = 0): Promise<number> {
    return new Promise((resolve) => {
      this.#look = () => {
        const at = this.text.indexOf(text, after);
        if (at >= 0) resolve(at + text.length);
      };
      this.#look();
    });
  }
}

it.each(['SIGKILL', 'SIGTERM'] as const)('goes on where it was over agents that end by %s', async (signal) => {
  const screen = new Screen();
  const reader = new Screen('--read-only');
  let at = await screen.shows(BANNER);
  await reader.shows(BANNER);
  for (const typed of ['once', 'twice']) {
    screen.pty.write(typed);
    at = await screen.shows(typed, at);
    await agent.signal(signal);
    at = await screen.shows('[the agent is gone; this console goes on when it is back]', at);
    await agent.start();
    at = await screen.shows('[the agent is back]', at);
  }
  screen.pty.write('thrice');
  await screen.shows('thrice', at);
  await reader.shows('thrice');
  // Ctrl-D powers the guest off.
  screen.pty.write(String.fromCharCode(POWER_OFF_KEY));
  expect(await Promise.all([screen.ended, reader.ended])).toEqual([0, 0]);
  for (const { text } of [screen, reader]) {
    // The terminal is the guest's before anything of the guest comes.
    expect(text).toMatch(/^Connected to domain 'vm'\r\nEscape[^\r]*\r\nvirtcell/);
    // Nothing came twice, nor was anything left out.
    expect(text.split(BANNER)).toHaveLength(2);
    expect(text.replace(/\r\n\[[^\r]*\]\r\n/g, '')).toContain(`${BANNER}oncetwicethrice`);
  }
});

it('is left by Ctrl-] while no agent is there', async () => {
  const screen = new Screen();
  await screen.shows(BANNER);
  await agent.signal('SIGKILL');
  await screen.shows('the agent is gone');
  screen.pty.write('\x1d');
  expect(await screen.ended).toBe(0);
  await agent.start();
});
