import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LaunchReport, LaunchSpec, PathRule } from '../../../agent/namespace/launchSpec.ts';
import type { Domain } from '../../../domain-xml/model/domain.ts';
import type { DevPlan } from '../../../plan/privateDev/devPlan.ts';
import { DEFAULT_NODES } from '../../../plan/privateDev/wanted.ts';
import { domain } from '../../plan/commandLine/sampleDomains.ts';
import { type PrivateHost, removeFolder } from './privateHost.ts';
import type { End } from './privateHostDriver.ts';

/** The user of these tests; no such user need exist. */
export const USER = { uid: 54321, gid: 54322, groups: [] as readonly number[] };

/** What a shell and the system's programs need to run. */
export const SYSTEM_RULES: readonly PathRule[] = [
  { path: '/dev', rights: 'devices' },
  { path: '/usr', rights: 'execute' },
  { path: '/bin', rights: 'execute', optional: true },
  { path: '/lib', rights: 'execute', optional: true },
  { path: '/lib64', rights: 'execute', optional: true },
  { path: '/etc/ld.so.cache', rights: 'read', optional: true },
  { path: '/proc', rights: 'read' },
];

export const TMPFS = { source: 'devfs', mode: '755', size: '4m', nr_inodes: '4k' };

/** A program in QEMU's place. */
export const shell = (script: string): readonly string[] => ['/bin/sh', '-c', script];

/** Says that it runs, then waits to be killed. */
export const WAITING: readonly string[] = shell('exec sleep infinity');

/** The folder of one launch: what the agent would have made for a domain. */
export class RunFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'virtcell-launch-'));

  spec(plan: DevPlan | null, change: Partial<LaunchSpec> = {}): LaunchSpec {
    return {
      dev: plan && {
        tmpfs: TMPFS,
        nodes: plan.nodes,
        mounts: plan.mounts,
        ...(plan.hostDev && { hostDev: plan.hostDev }),
      },
      monitor: { fd: 100, path: join(this.path, 'monitor.sock') },
      logs: [],
      output: join(this.path, 'output'),
      limits: [{ resource: 'core', soft: 0, hard: 0 }],
      identity: USER,
      confinement: { abi: 6, rules: SYSTEM_RULES },
      unixSockets: false,
      argv: WAITING,
      env: ['PATH=/usr/sbin:/usr/bin:/bin', 'LC_ALL=C'],
      ...change,
    };
  }

  /** A folder in it that only the caller may use. */
  folder(name: string): string {
    const path = join(this.path, name);
    mkdirSync(path);
    return path;
  }

  files(): string[] {
    return readdirSync(this.path).sort();
  }

  output(): string {
    return readFileSync(join(this.path, 'output'), 'utf8');
  }

  remove(): void {
    removeFolder(this.path);
  }
}

export async function planOn(host: PrivateHost, wanted: Domain = domain(), defaults = DEFAULT_NODES): Promise<DevPlan> {
  const { plan, diagnostics } = await host.call('plan', wanted, defaults);
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return plan;
}

export interface Outcome {
  readonly pid: number;
  readonly reports: readonly LaunchReport[];
}

/** Launches and waits until the launcher has become the program or failed. */
export async function launchOn(host: PrivateHost, spec: LaunchSpec, wrapper: readonly string[] = []): Promise<Outcome> {
  const pid = await host.call('startLauncher', wrapper);
  return { pid, reports: await host.call('send', pid, spec) };
}

/** Launches a program that ends by itself and gives what it wrote. */
export async function outputOf(host: PrivateHost, run: RunFolder, spec: LaunchSpec): Promise<string> {
  const { pid, reports } = await launchOn(host, spec);
  const end: End = await host.call('ended', pid);
  const failed = failureOf(reports);
  if (failed) throw new Error(`${failed.step}: ${failed.message}`);
  if (end !== 0) throw new Error(`the program ended with ${end}: ${run.output()}`);
  return run.output();
}

export const failureOf = (reports: readonly LaunchReport[]) =>
  reports.flatMap((report) => ('failed' in report ? [report.failed] : [])).at(0);

export const stepsOf = (reports: readonly LaunchReport[]) =>
  reports.flatMap((report) => ('begin' in report ? [report.begin] : []));
