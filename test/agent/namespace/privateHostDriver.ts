import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { lookUpAs } from '../../../agent/host/callerView.ts';
import { gatherDevFacts } from '../../../agent/host/devFacts.ts';
import { preservedMounts } from '../../../agent/host/preservedMounts.ts';
import { inspectDev, otherHostMounts } from '../../../agent/namespace/inspect.ts';
import type { LaunchReport, LaunchSpec } from '../../../agent/namespace/launchSpec.ts';
import type { Domain } from '../../../domain-xml/model/domain.ts';
import { type PlanResult, planPrivateDev } from '../../../plan/privateDev/planPrivateDev.ts';
import { withoutSmallDisks } from '../smallDisk.ts';

/* A little agent on a host of its own: it runs in a mount namespace that the test made, and does what it is told. */

/** How a process ended: its exit code, or the signal. */
export type End = number | NodeJS.Signals | null;

/** Who asks for a plan; no such user need exist. */
const CALLER = { uid: 54321, gid: 54322, groups: [] };

interface Launched {
  readonly child: ChildProcess;
  readonly reports: LaunchReport[];
  readonly warm: Promise<void>;
  readonly reported: Promise<void>;
  readonly ended: Promise<End>;
}

const launcherPath = process.argv[2] ?? '';
const launched = new Map<number, Launched>();

const processOf = (pid: number): Launched => {
  const found = launched.get(pid);
  if (!found) throw new RangeError(`${pid} was not started here`);
  return found;
};

const actions = {
  /** Runs a shell script on this host and gives its output. */
  run: (script: string): string => execFileSync('/bin/sh', ['-euc', script], { encoding: 'utf8' }),

  mountinfo: (): string => withoutSmallDisks(readFileSync('/proc/self/mountinfo', 'utf8')),
  preservedMounts,
  inspect: (pid: number) => inspectDev(pid),
  otherHostMounts,

  async plan(domain: Domain, defaultNodes: readonly string[]): Promise<PlanResult> {
    const wishes = { defaultNodes, grants: [] };
    const facts = await gatherDevFacts(domain, wishes, {}, (paths) => lookUpAs(CALLER, paths));
    return planPrivateDev(domain, facts, wishes);
  },

  /** Starts a launcher, after the wrapper's words, and resolves when it waits or has ended. */
  async startLauncher(wrapper: readonly string[] = []): Promise<number> {
    const [program = '', ...rest] = [...wrapper, process.execPath, launcherPath];
    const child = spawn(program, rest, {
      env: { PATH: '/usr/sbin:/usr/bin:/bin' },
      stdio: ['pipe', 'ignore', 'inherit', 'pipe'],
    });
    if (child.pid === undefined) throw new Error(`${program} cannot be started`);
    child.stdin?.on('error', () => undefined);
    const ended = new Promise<End>((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
    const reports: LaunchReport[] = [];
    const lines = createInterface({ input: child.stdio[3] as Readable });
    const reported = new Promise<void>((resolve) => lines.once('close', resolve));
    const warm = new Promise<void>((resolve) => {
      lines.on('line', (line) => {
        reports.push(JSON.parse(line) as LaunchReport);
        resolve();
      });
    });
    launched.set(child.pid, { child, reports, warm, reported, ended });
    await Promise.race([warm, ended]);
    return child.pid;
  },

  /** Resolves when the launcher has said its last word: it has become the program, or ended. */
  async send(pid: number, spec: LaunchSpec | string): Promise<readonly LaunchReport[]> {
    const { child, reports, reported } = processOf(pid);
    child.stdin?.end(`${typeof spec === 'string' ? spec : JSON.stringify(spec)}\n`);
    await reported;
    return reports;
  },

  /** As `send`, but the launcher is killed when it says that a step begins. */
  async killAtStep(pid: number, spec: LaunchSpec, step: string): Promise<End> {
    const { child, ended } = processOf(pid);
    const reports = createInterface({ input: child.stdio[3] as Readable });
    reports.on('line', (line) => {
      const report = JSON.parse(line) as LaunchReport;
      if ('begin' in report && report.begin === step) child.kill('SIGKILL');
    });
    child.stdin?.end(`${JSON.stringify(spec)}\n`);
    return ended;
  },

  /** Takes away the standard input that a launcher waits for. */
  closeInput(pid: number): void {
    processOf(pid).child.stdin?.end();
  },

  kill(pid: number): void {
    processOf(pid).child.kill('SIGKILL');
  },

  ended: (pid: number): Promise<End> => processOf(pid).ended,
};

export type Actions = typeof actions;

interface Call {
  readonly id: number;
  readonly action: keyof Actions;
  readonly values: readonly unknown[];
}

async function answer({ id, action, values }: Call): Promise<void> {
  try {
    const act = actions[action] as (...given: readonly unknown[]) => unknown;
    process.send?.({ id, result: await act(...values) });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.message : String(error) });
  }
}

// The end of the channel is the end of the test, however that came.
process.once('disconnect', () => {
  for (const { child } of launched.values()) child.kill('SIGKILL');
  process.exit(0);
});
process.on('message', (call) => void answer(call as Call));
process.send?.({ ready: true });
