import type { AgentClient } from '../../protocol/agentClient.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import type { DomainEntry } from '../../protocol/methods.ts';

export interface TenantDeps {
  readonly name: string;
  readonly xml: string;
  /** What is plugged in and out, and what of it is found in the XML of a machine that has it. */
  readonly device: string;
  readonly mark: string;
  /** The connection to the agent that there is, or to the next one. */
  readonly agent: () => Promise<AgentClient>;
  /** A number from 0 to below 1. */
  readonly random: () => number;
}

/** Lives with one machine after the other: starts it, pauses it, plugs a device in and out, ends it. */
export class Tenant {
  readonly #deps: TenantDeps;
  /** The process that has to be there, whatever becomes of the agent; unless it was asked to end it. */
  #pid: number | undefined;
  /** The agent was killed before it had answered. */
  #mustAsk = false;
  #hasDevice = false;
  #isOver = false;
  /** How often each thing was done and answered. */
  readonly done: Record<string, number> = {};
  /** What the agent answered that it should not have. */
  readonly complaints: string[] = [];

  constructor(deps: TenantDeps) {
    this.#deps = deps;
  }

  get name(): string {
    return this.#deps.name;
  }

  get xml(): string {
    return this.#deps.xml;
  }

  /** Until it is told to end. */
  async live(): Promise<void> {
    while (!this.#isOver) {
      const agent = await this.#deps.agent();
      try {
        if (this.#mustAsk) await this.#ask(agent);
        else if (this.#pid === undefined) await this.#start(agent);
        else await this.#change(agent);
      } catch (error) {
        if (!(error instanceof VirtcellError)) throw error;
        if (error.code !== 'agent-closed') this.complaints.push(`${this.name}: ${error.code}: ${error.message}`);
        this.#mustAsk = true;
      }
    }
  }

  end(): void {
    this.#isOver = true;
  }

  /** The agent was killed and another one has come: what was running must be, as the same process. */
  heldAgainst(entries: readonly DomainEntry[]): string | undefined {
    if (this.#pid === undefined) return undefined;
    const entry = entries.find(({ name }) => name === this.name);
    if (entry?.pid === this.#pid && (entry.state === 'running' || entry.state === 'paused')) return undefined;
    return `${this.name} was process ${this.#pid} and is ${entry ? `${entry.state}, process ${entry.pid}` : 'gone'}`;
  }

  async #ask(agent: AgentClient): Promise<void> {
    const { name } = this;
    const entry = (await agent.request('list', { all: true })).domains.find((each) => each.name === name);
    const isThere = entry?.pid !== undefined && entry.pid !== null;
    this.#hasDevice = isThere && (await agent.request('dumpxml', { name })).xml.includes(this.#deps.mark);
    if (isThere && entry.state === 'paused') await agent.request('resume', { name });
    this.#pid = isThere ? (entry.pid ?? undefined) : undefined;
    this.#mustAsk = false;
  }

  async #start(agent: AgentClient): Promise<void> {
    const { pid } = await agent.request('create', { xml: this.#deps.xml });
    this.#count('started');
    this.#pid = pid ?? undefined;
  }

  async #change(agent: AgentClient): Promise<void> {
    const { name } = this;
    const drawn = this.#deps.random();
    if (drawn < 0.25) {
      // From here on it may be gone.
      this.#pid = undefined;
      await agent.request('destroy', { name });
      this.#count('ended');
      this.#hasDevice = false;
    } else if (drawn < 0.65) {
      const verb = this.#hasDevice ? 'detachDevice' : 'attachDevice';
      await agent.request(verb, { name, xml: this.#deps.device });
      this.#count(this.#hasDevice ? 'plugged out' : 'plugged in');
      this.#hasDevice = !this.#hasDevice;
    } else {
      await agent.request('suspend', { name });
      await agent.request('resume', { name });
      this.#count('paused and resumed');
    }
  }

  #count(what: string): void {
    this.done[what] = (this.done[what] ?? 0) + 1;
  }
}
