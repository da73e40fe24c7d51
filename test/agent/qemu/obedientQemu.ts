import { Monitor } from '../../../agent/qemu/monitor.ts';
import { GREETING, ScriptedMonitor } from './scriptedMonitor.ts';

/** Longer than any test takes. */
const PATIENT = 60_000;

/** A monitor's other end that does as it is told, unless a test says otherwise, and remembers what it was told. */
export class ObedientQemu {
  /** Each command, with the name of what it is about. */
  readonly told: string[] = [];
  /** What a command is answered with; one that throws is refused with those words. */
  readonly answers: Record<string, (args: Readonly<Record<string, unknown>>) => unknown> = {
    'query-fdsets': () => [],
    'query-chardev': () => [],
    'query-pci': () => [],
    'query-named-block-nodes': () => [],
    'qom-list': () => [],
  };
  readonly #refused = new Map<string, object>();
  readonly #script: ScriptedMonitor;
  readonly monitor: Monitor;

  private constructor(script: ScriptedMonitor, monitor: Monitor) {
    this.#script = script;
    this.monitor = monitor;
  }

  static async start(): Promise<ObedientQemu> {
    const script = await ScriptedMonitor.listen();
    const connecting = Monitor.connect(script.path, PATIENT);
    await script.say(GREETING);
    await script.answer();
    const qemu = new ObedientQemu(script, await connecting);
    // Until it is disposed of, which ends the connection.
    qemu.#obey().catch(() => undefined);
    return qemu;
  }

  async #obey(): Promise<never> {
    for (;;) {
      const { execute, arguments: args = {}, id } = await this.#script.asked();
      const { id: alias, 'node-name': node } = args as Record<string, unknown>;
      this.told.push([execute, alias ?? node].filter((word) => word !== undefined).join(' '));
      await this.#script.say(`${JSON.stringify({ ...this.#answer(execute, args as object), id })}\r\n`);
    }
  }

  /** From here on that command is answered with this error. */
  refuse(command: string, error: { readonly class: string; readonly desc: string }): void {
    this.#refused.set(command, error);
  }

  #answer(execute: string, args: object): object {
    const refused = this.#refused.get(execute);
    if (refused) return { error: refused };
    try {
      return { return: this.answers[execute]?.(args as Record<string, unknown>) ?? {} };
    } catch (error) {
      return { error: { class: 'GenericError', desc: String(error) } };
    }
  }

  event(event: string, data: object): Promise<void> {
    return this.#script.say(`${JSON.stringify({ event, data })}\r\n`);
  }

  /** What it was told to change. */
  get changes(): string[] {
    return this.told.filter((command) => !/^(query-|qom-list)/.test(command));
  }

  async dispose(): Promise<void> {
    this.monitor.close();
    await this.#script.dispose();
  }
}
