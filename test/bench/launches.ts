import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { configSchema } from '../../agent/access/config.ts';
import { readXml } from '../../agent/lifecycle/readXml.ts';
import { planDomain } from '../../agent/lifecycle/start/planDomain.ts';
import { writeSpec } from '../../agent/lifecycle/start/writeSpec.ts';
import { landlockAbi } from '../../agent/linux/landlock.ts';
import { listenUnix } from '../../agent/linux/socket.ts';
import type { LaunchSpec } from '../../agent/namespace/launchSpec.ts';
import { LauncherProcess } from '../../agent/qemu/launcherProcess.ts';
import { Monitor } from '../../agent/qemu/monitor.ts';
import { startQemu } from '../../agent/qemu/startQemu.ts';
import { commandLine } from '../../plan/commandLine/commandLine.ts';
import type { TimelineStep } from '../../protocol/methods.ts';
import type { BenchHost } from './benchHost.ts';
import type { Comparison } from './comparison.ts';

const WARM_UPS = 3;
const PATIENCE_MS = 30_000;
const PRIVATE_DEV_STEPS = new Set(['make-dev', 'leave-host', 'take-mounts', 'enter-dev']);

/**
 * From spec to a monitor that has negotiated, against bare QEMU; and of that the private /dev, against C.
 *
 * Bare QEMU is spawned by Node with the identical arguments, environment and descriptors: the monitor's socket, already
 * listening, and the console logs at the planned numbers. It has no private /dev, keeps root's capabilities and has no
 * Landlock. Both are waited for by the same code.
 *
 * @param inC the compiled namespace.c; without it only QEMU is compared
 */
export async function compareLaunches(
  host: BenchHost,
  launcherPath: string,
  inC: string | undefined,
  pairs: number,
  signal: AbortSignal,
): Promise<Comparison[]> {
  const spec = await specOf(host);
  const qemu = { ours: [] as number[], theirs: [] as number[] };
  const namespace = { ours: [] as number[], theirs: [] as number[] };
  for (let pair = 0; pair < WARM_UPS + pairs; pair++) {
    signal.throwIfAborted();
    const bare = await launchBare(spec);
    const launch = await launchOurs(spec, launcherPath);
    const c = inC === undefined ? undefined : namespaceInC(inC, spec);
    if (pair < WARM_UPS) continue;
    qemu.theirs.push(bare);
    qemu.ours.push(launch.ms);
    namespace.ours.push(privateDevTime(launch.timeline));
    if (c !== undefined) namespace.theirs.push(c);
  }
  const whole = { what: 'spec to monitor ready', against: 'bare QEMU, same argv', ...qemu, target: 1.2 };
  const part = { what: 'build and enter the private /dev', against: 'the same calls in C', ...namespace, target: 2.5 };
  return inC === undefined ? [whole] : [whole, part];
}

/** What the agent would send a launcher for this domain. */
async function specOf({ xml, folder }: BenchHost): Promise<LaunchSpec> {
  const { domain, uuid } = readXml(xml);
  const identity = { uid: 0, gid: 0, groups: [] };
  const config = configSchema.parse({});
  const wishes = { defaultNodes: config.defaultNodes, grants: [] };
  const { plan, backingChains, hardware } = await planDomain(domain, identity, wishes);
  const launch = { domain, owner: 0, uuid, plan, backingChains, hardware, command: commandLine(domain), identity };
  return writeSpec(launch, { runDir: join(folder, 'run'), stateDir: join(folder, 'state') }, config, landlockAbi());
}

function emptyFolders({ monitor, logs }: LaunchSpec): void {
  for (const folder of new Set([monitor.path, ...logs.map(({ path }) => path)].map(dirname))) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
}

async function launchOurs(spec: LaunchSpec, launcherPath: string) {
  emptyFolders(spec);
  const launcher = new LauncherProcess(launcherPath);
  await launcher.warm;
  const begin = performance.now();
  const { monitor, timeline } = await startQemu(launcher, spec);
  const ms = performance.now() - begin;
  launcher.signal('SIGTERM');
  await Promise.all([launcher.ended, monitor.closed]);
  return { ms, timeline };
}

async function launchBare(spec: LaunchSpec): Promise<number> {
  emptyFolders(spec);
  const output = openSync(spec.output, 'a');
  const passed = [
    { fd: spec.monitor.fd, from: listenUnix(spec.monitor.path, 1) },
    ...spec.logs.map(({ fd, path }) => ({ fd, from: openSync(path, 'a') })),
  ];
  const stdio: ('ignore' | number)[] = Array(Math.max(...passed.map(({ fd }) => fd)) + 1).fill('ignore');
  stdio.splice(1, 2, output, output);
  for (const { fd, from } of passed) stdio[fd] = from;
  const env = Object.fromEntries(spec.env.map((assignment) => assignment.split('=')));
  const [program = '', ...argv] = spec.argv;

  const begin = performance.now();
  const child = spawn(program, argv, { stdio, env, cwd: '/' });
  const exit = once(child, 'exit');
  const monitor = await Monitor.connect(spec.monitor.path, PATIENCE_MS);
  const ms = performance.now() - begin;

  for (const fd of [output, ...passed.map(({ from }) => from)]) closeSync(fd);
  child.kill('SIGTERM');
  await Promise.all([exit, monitor.closed]);
  return ms;
}

const privateDevTime = (timeline: readonly TimelineStep[]): number =>
  timeline.reduce((sum, { step, ns }) => (PRIVATE_DEV_STEPS.has(step) ? sum + ns / 1e6 : sum), 0);

/** From the first step's report to the one after the last: what the launcher's timeline is made of. */
export function namespaceInC(program: string, { dev }: LaunchSpec): number {
  const paths = (list: readonly { readonly path: string }[] = []): string[] => list.map(({ path }) => path);
  const argv = [...paths(dev?.nodes), '--', ...paths(dev?.mounts)];
  const reports = execFileSync(program, argv, { encoding: 'utf8' }).trim().split('\n');
  const [first, ...rest] = reports.map((line) => (JSON.parse(line) as { at: number }).at);
  return ((rest.at(-1) ?? Number.NaN) - (first ?? Number.NaN)) / 1e6;
}
