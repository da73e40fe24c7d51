import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessIdentity, processIdentity } from '../../../../agent/host/processIdentity.ts';
import type { Bundle } from '../../consoles/drainWorkerBundle.ts';
import { bundleFailingAgent } from '../../namespace/failingLauncher.ts';
import { withoutDevWatch } from '../hotPlug/pluggingHost.ts';
import type { Adoption, Started } from './adoptingAgent.ts';

const DIST = join(import.meta.dirname, '../../../../dist');

export const bundleAdoptingAgent = (): Promise<Bundle> =>
  bundleFailingAgent('./test/agent/lifecycle/adoption/adoptingAgent.ts', [withoutDevWatch]);

/** Two running domains, which one agent after another takes over. */
export class AdoptedDomains {
  readonly #folder = mkdtempSync('/run/virtcell-test-');
  readonly #program: string;
  /** By UUID. */
  pids: Started = {};
  identities: readonly ProcessIdentity[] = [];

  private constructor({ path }: Bundle) {
    this.#program = path;
    chmodSync(this.#folder, 0o755);
  }

  static async start(program: Bundle): Promise<AdoptedDomains> {
    const domains = new AdoptedDomains(program);
    domains.pids = (await domains.#ask([])) as Started;
    domains.identities = Object.values(domains.pids).map(processIdentity);
    return domains;
  }

  /** By an agent of its own, that ends when it has. @param failing as FAILING_CALL has it */
  async adopt(failing = ''): Promise<Adoption> {
    const adoption = JSON.stringify(await this.#ask([failing])).replaceAll(this.#folder, '/run-folder');
    return JSON.parse(adoption) as Adoption;
  }

  async #ask(words: readonly string[]): Promise<unknown> {
    const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
    const argv = [this.#program, DIST, this.#folder, ...words];
    const child = spawn(process.execPath, argv, { stdio: [...stdio] });
    const ended = once(child, 'exit');
    const [answer] = await once(child, 'message');
    child.disconnect();
    await ended;
    return answer;
  }

  end(): void {
    for (const { pid } of this.identities) process.kill(pid, 'SIGKILL');
    rmSync(this.#folder, { recursive: true });
  }
}
