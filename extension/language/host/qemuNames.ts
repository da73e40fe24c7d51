import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { cpuModels, machineTypes, type QemuName } from './qemuHelp.ts';
import { trustedEmulator } from './trustedEmulator.ts';

export type QemuList = 'machine-type' | 'cpu-model';

const QUESTIONS: Record<QemuList, { readonly option: string; readonly read: (help: string) => QemuName[] }> = {
  'machine-type': { option: '-machine', read: machineTypes },
  'cpu-model': { option: '-cpu', read: cpuModels },
};

/** Of a machine under load; otherwise some 50 ms. */
const DEADLINE_MS = 5_000;

interface Answer {
  readonly mtimeMs: number;
  readonly names: Promise<QemuName[]>;
}

/** Asks a QEMU what it has, once for each time that it was installed. Others than root's are not run. */
export class QemuNames {
  readonly #answers = new Map<string, Answer>();

  /** @throws what execFile throws when QEMU fails or takes too long */
  async of(emulator: string, list: QemuList): Promise<QemuName[]> {
    const program = trustedEmulator(emulator);
    if (program === undefined) return [];
    const { mtimeMs } = await stat(program);
    const key = `${list} ${program}`;
    const known = this.#answers.get(key);
    if (known?.mtimeMs === mtimeMs) return known.names;
    const answer = { mtimeMs, names: ask(program, list) };
    this.#answers.set(key, answer);
    // A failure is not remembered.
    answer.names.catch(() => this.#answers.get(key) === answer && this.#answers.delete(key));
    return answer.names;
  }
}

async function ask(program: string, list: QemuList): Promise<QemuName[]> {
  const { option, read } = QUESTIONS[list];
  const how = { timeout: DEADLINE_MS, killSignal: 'SIGKILL', cwd: '/', env: { LC_ALL: 'C' } } as const;
  const { stdout } = await promisify(execFile)(program, [option, 'help'], how);
  return read(stdout);
}
