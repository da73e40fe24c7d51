/** The demo's agent, with everything of it in one folder: started, asked, and taken away again without a trace. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

/**
 * @typedef {object} DemoAgentOptions
 * @property {string} command  dist/virtcell.js
 * @property {string} folder   does not exist yet; gone afterwards
 * @property {object} config   the agent's configuration
 * @property {{ uid?: number, gid?: number, env: NodeJS.ProcessEnv }} user  as whom it is asked
 */

export class DemoAgent {
  #options;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #agent;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #running;

  /** @param {DemoAgentOptions} options */
  constructor(options) {
    this.#options = options;
    this.socket = join(options.folder, 'agent.sock');
  }

  get folder() {
    return this.#options.folder;
  }

  get user() {
    return this.#options.user;
  }

  /** Makes the folder and starts the agent in it. */
  async start() {
    const { folder, config } = this.#options;
    // Not recursive: a folder that is there already is somebody else's.
    mkdirSync(folder, { mode: 0o755 });
    writeFileSync(join(folder, 'agent.json'), `${JSON.stringify(config)}\n`);
    await this.#startAgent();
  }

  /**
   * Runs a verb as the demo's user; returns its standard output where that is a pipe.
   *
   * @param {string[]} args
   * @param {import('node:child_process').StdioOptions} stdio
   * @param {{ detached?: boolean }} more
   */
  async virtcell(args, stdio, more = {}) {
    const { command, user } = this.#options;
    const env = { ...user.env, VIRTCELL_SOCKET: this.socket };
    const child = spawn(process.execPath, [command, ...args], { ...user, ...more, env, stdio });
    this.#running = child;
    const output = child.stdout ? text(child.stdout) : '';
    const [code, signal] = await once(child, 'exit');
    this.#running = undefined;
    if (code !== 0) throw new Error(`virtcell ${args[0]} ended with ${code ?? signal}`);
    return output;
  }

  /** Ends the verb that runs, so that whoever awaits it goes on. */
  interrupt() {
    this.#running?.kill('SIGTERM');
  }

  /** Ends every VM and the agent, and removes the folder. Never throws: it is the last thing that happens. */
  async clear() {
    try {
      // An agent that died left its VMs running; the next one takes them over.
      if (this.#agent && hasEnded(this.#agent)) await this.#startAgent();
      await this.#destroyAll();
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

  async #destroyAll() {
    // In sessions of their own: an impatient second Ctrl-C must not leave a VM behind.
    const apart = { detached: true };
    const list = await this.virtcell(['list', '--json'], ['ignore', 'pipe', 'ignore'], apart);
    for (const { name } of JSON.parse(list)) await this.virtcell(['destroy', name], 'ignore', apart).catch(() => {});
  }

  async #startAgent() {
    const { command, folder } = this.#options;
    const logPath = join(folder, 'agent.log');
    const log = openSync(logPath, 'a', 0o600);
    const places = ['--socket', this.socket, '--state-dir', join(folder, 'state'), '--run-dir', join(folder, 'run')];
    const agent = spawn(
      process.execPath,
      [command, 'agent', 'run', ...places, '--config', join(folder, 'agent.json')],
      // In a session of its own: Ctrl-C is for us alone, who need the agent to end the VMs.
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
