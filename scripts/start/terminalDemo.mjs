/** The demo in this terminal: one VM, attached to until the user leaves or the guest ends. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {import('./demo.mjs').Demo} Demo
 * @implements {Demo}
 */
export class TerminalDemo {
  #agent;
  #domain;
  #terminal = terminalState();
  #interrupted = false;

  /**
   * @param {import('./demoAgent.mjs').DemoAgent} agent
   * @param {string} domain  the VM's XML
   */
  constructor(agent, domain) {
    this.#agent = agent;
    this.#domain = domain;
  }

  async run() {
    await this.#agent.start();
    const file = join(this.#agent.folder, 'demo.domain.xml');
    writeFileSync(file, this.#domain, { mode: 0o644 });
    if (!this.#interrupted) await this.#agent.virtcell(['create', file], ['ignore', 'ignore', 'inherit']);
    if (!this.#interrupted) await this.#agent.virtcell(['console', 'demo'], 'inherit');
  }

  interrupt() {
    this.#interrupted = true;
    this.#agent.interrupt();
  }

  async clear() {
    // A console that was killed could not put the terminal back into its usual mode.
    if (this.#terminal) spawnSync('stty', [this.#terminal], { stdio: ['inherit', 'ignore', 'ignore'] });
    await this.#agent.clear();
  }
}

function terminalState() {
  if (!process.stdin.isTTY) return undefined;
  return spawnSync('stty', ['-g'], { stdio: ['inherit', 'pipe', 'ignore'], encoding: 'utf8' }).stdout?.trim();
}
