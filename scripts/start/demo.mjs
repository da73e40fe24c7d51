/** The demo's agent and VM: started, attached to, and taken away again without a trace. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * @typedef {object} DemoOptions
 * @property {string} command  dist/virtcell.js
 * @property {string} folder   does not exist yet; gone afterwards
 * @property {object} config   the agent's configuration
 * @property {string} domain   the VM's XML
 * @property {{ uid?: number, gid?: number, env: NodeJS.ProcessEnv }} user  as whom the VM is created and attached to
 */

export class Demo {
  #options;
  #socket;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #agent;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #running;
  #interrupted = false;

  /** @param {DemoOptions} options */
  constructor(options) {
    this.#options = options;
    this.#socket = join(options.folder, 'agent.sock');
  }

  /** Starts the agent and the VM. */
  async start() {
    const { folder, config, domain } = this.#options;
    // Not recursive: a folder that is there already is somebody else's.
    mkdirSync(folder, { mode: 0o755 });
    writeFileSync(join(folder, 'agent.json'), `${JSON.stringify(config)}\n`);
    writeFileSync(join(folder, 'demo.domain.xml'), domain, { mode: 0o644 });
    await this.#startAgent();
    if (this.#interrupted) return;
    await this.#virtcell(['create', join(folder, 'demo.domain.xml')], ['ignore', 'ignore', 'inherit']);
  }

  /** Attaches this process's terminal; resolves when the user leaves or the VM ends. */
  async attach() {
    if (!this.#interrupted) await this.#virtcell(['console', 'demo'], 'inherit');
  }

  /** Ends what runs in the foreground, so that whoever awaits it goes on. */
  interrupt() {
    this.#interrupted = true;
    this.#running?.kill('SIGTERM');
  }

  /** Takes everything away. Never throws: it is the last thing that happens. */
  async clear() {
    try {
      // An agent that died left its VM running; the next one takes it over.
      if (this.#agent && hasEnded(this.#agent)) await this.#startAgent();
      // In a session of its own: an impatient second Ctrl-C must not leave the VM behind.
      await this.#virtcell(['destroy', 'demo'], 'ignore', { detached: true });
    } catch {
      // No agent, or no VM: nothing to end.
    }
    if (this.#agent && !hasEnded(this.#agent)) {
      const ended = once(this.#agent, 'exit');
      this.#agent.kill('SIGTERM');
      await ended;
    }
    rmSync(this.#options.folder, { recursive: true, force: true });
  }

  async #startAgent() {
    const { command, folder } = this.#options;
    const logPath = join(folder, 'agent.log');
    const log = openSync(logPath, 'a', 0o600);
    const places = ['--socket', this.#socket, '--state-dir', join(folder, 'state'), '--run-dir', join(folder, 'run')];
    const agent = spawn(
      process.execPath,
      [command, 'agent', 'run', ...places, '--config', join(folder, 'agent.json')],
      // In a session of its own: Ctrl-C is for us alone, who need the agent to end the VM.
      { stdio: ['ignore', 'pipe', log], detached: true },
    );
    closeSync(log);
    this.#agent = agent;
    const ended = once(agent, 'exit').then(() => {
      throw new Error(`The agent ended:\n${readFileSync(logPath, 'utf8').trim()}`);
    });
    await Promise.race([isReady(agent), ended]);
    ended.catch(() => {});
  }

  /**
   * Runs a verb as the demo's user.
   *
   * @param {string[]} args
   * @param {import('node:child_process').StdioOptions} stdio
   * @param {{ detached?: boolean }} more
   */
  async #virtcell(args, stdio, more = {}) {
    const { command, user } = this.#options;
    const env = { ...user.env, VIRTCELL_SOCKET: this.#socket };
    const child = spawn(process.execPath, [command, ...args], { ...user, ...more, env, stdio });
    this.#running = child;
    const [code, signal] = await once(child, 'exit');
    this.#running = undefined;
    if (code !== 0) throw new Error(`virtcell ${args[0]} ended with ${code ?? signal}`);
  }
}

/** The agent's first line on standard output is {"ready":true,"socket":…}, once it can be connected to. */
async function isReady(/** @type {import('node:child_process').ChildProcess} */ agent) {
  const { stdout } = agent;
  if (!stdout) throw new Error('the agent has no standard output');
  const [line] = await once(createInterface({ input: stdout }), 'line');
  if (JSON.parse(line).ready !== true) throw new Error(`The agent said: ${line}`);
}

const hasEnded = (/** @type {import('node:child_process').ChildProcess} */ child) =>
  child.exitCode !== null || child.signalCode !== null;
