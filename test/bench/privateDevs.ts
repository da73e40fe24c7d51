import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lookUp } from '../../agent/host/devEntry.ts';
import { preservedMounts } from '../../agent/host/preservedMounts.ts';
import { changeDev } from '../../agent/namespace/change.ts';
import type { LaunchReport, LaunchSpec } from '../../agent/namespace/launchSpec.ts';
import { LauncherProcess } from '../../agent/qemu/launcherProcess.ts';
import type { PlannedNode } from '../../plan/privateDev/devPlan.ts';
import { DEFAULT_NODES } from '../../plan/privateDev/wanted.ts';
import type { Comparison } from './comparison.ts';
import { namespaceInC } from './launches.ts';
import { type Limit, limited } from './limit.ts';

const WARM_UPS = 3;
const HUNDRED = Array.from({ length: 100 }, (_, index) => `/dev/n${index}`);

/** A /dev like any host's, in this process's own mount namespace. */
const OWN_DEV = `
mount -t tmpfs -o mode=755 hostdev /dev
node() { mknod -m 666 "/dev/$1" c "$2" "$3"; }
node null 1 3; node zero 1 5; node full 1 7; node random 1 8; node urandom 1 9; node ptmx 5 2
mkdir /dev/pts /dev/shm
mount -t devpts -o newinstance,mode=620,ptmxmode=666 devpts /dev/pts
mount -t tmpfs hostshm /dev/shm`;
/** 20 mounts with the two that are there. */
const MANY_NODES = `
i=0; while [ $i -lt 100 ]; do mknod -m 666 /dev/n$i c 1 3; i=$((i+1)); done
i=0; while [ $i -lt 18 ]; do mkdir /dev/m$i; mount -t tmpfs more /dev/m$i; i=$((i+1)); done`;
/** Elsewhere: what a host has of snaps, containers and bind mounts. */
const MANY_MOUNTS = `
mkdir -p /dev/shm/more; mount -t tmpfs more /dev/shm/more
i=0; while [ $i -lt 500 ]; do mkdir /dev/shm/more/$i; mount -t tmpfs more /dev/shm/more/$i; i=$((i+1)); done
mount --move /dev/shm/more /mnt`;

const run = (script: string): unknown => execFileSync('/bin/sh', ['-euc', script]);

export interface DevFigures {
  readonly comparisons: readonly Comparison[];
  readonly hotPlug: readonly number[];
}

/** Measures in a mount namespace of its own, since it needs a host with many nodes and mounts. */
export async function measureDevs(launcherPath: string, inC: string | undefined, pairs: number) {
  const module = JSON.stringify(import.meta.url);
  const values = JSON.stringify([launcherPath, inC ?? '', pairs]);
  const script = `import { devFigures } from ${module}; process.stdout.write(JSON.stringify(await devFigures(...${values})));`;
  const words = ['--mount', '--propagation', 'private', process.execPath, '--input-type=module', '--eval', script];
  const child = spawn('unshare', words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the private /dev could not be measured: ${code}`);
  const { comparisons, hotPlug } = JSON.parse(Buffer.concat(parts).toString('utf8')) as DevFigures;
  const limits: Limit[] = [limited('hot-plug of a node, beside QMP', 'ms', hotPlug, 2)];
  return { comparisons, limits };
}

/** Called in that namespace. */
export async function devFigures(launcherPath: string, inC: string, pairs: number): Promise<DevFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'virtcell-bench-'));
  try {
    run(OWN_DEV);
    const bench = new DevBench(folder, launcherPath, inC, pairs);
    const few = await bench.againstC('build and enter, default nodes', DEFAULT_NODES);
    run(MANY_NODES);
    const many = await bench.againstC('build and enter, 100 nodes and 20 mounts', [...DEFAULT_NODES, ...HUNDRED]);
    const hotPlug = await bench.hotPlug();
    run(MANY_MOUNTS);
    const crowded = await bench.ours(DEFAULT_NODES);
    run('umount -l /mnt');
    const alone = await bench.ours(DEFAULT_NODES);
    const growth = { what: 'the same with 500 more host mounts', against: 'without them', target: 2 };
    return { comparisons: [...few, ...many, { ...growth, ours: crowded, theirs: alone }], hotPlug };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class DevBench {
  readonly #folder: string;
  readonly #launcherPath: string;
  readonly #inC: string;
  readonly #pairs: number;

  constructor(folder: string, launcherPath: string, inC: string, pairs: number) {
    this.#folder = folder;
    this.#launcherPath = launcherPath;
    this.#inC = inC;
    this.#pairs = pairs;
  }

  async againstC(what: string, nodes: readonly string[]): Promise<Comparison[]> {
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let pair = 0; pair < WARM_UPS + this.#pairs; pair++) {
      const spec = this.#spec(nodes, ['/bin/true']);
      const own = await this.#launch(spec);
      const c = this.#inC === '' ? Number.NaN : namespaceInC(this.#inC, spec);
      if (pair < WARM_UPS) continue;
      ours.push(own);
      theirs.push(c);
    }
    return this.#inC === '' ? [] : [{ what, against: 'the same calls in C', ours, theirs, target: 2.5 }];
  }

  async ours(nodes: readonly string[]): Promise<number[]> {
    const times: number[] = [];
    for (let round = 0; round < this.#pairs; round++) times.push(await this.#launch(this.#spec(nodes, ['/bin/true'])));
    return times;
  }

  /** One node at a time into the /dev of a process that runs. */
  async hotPlug(): Promise<number[]> {
    const launcher = new LauncherProcess(this.#launcherPath);
    await launcher.warm;
    launcher.start(this.#spec(DEFAULT_NODES, ['/bin/sleep', '60']), () => undefined);
    await launcher.reported;
    const times = HUNDRED.map((path) => {
      const [node] = nodesAt([path]);
      const begin = performance.now();
      changeDev(launcher.pid, node ? [{ kind: 'make', node }] : []);
      return performance.now() - begin;
    });
    launcher.signal('SIGKILL');
    await launcher.ended;
    return times.slice(WARM_UPS);
  }

  /** Milliseconds from the first step of the private /dev to the one after its last. */
  async #launch(spec: LaunchSpec): Promise<number> {
    const launcher = new LauncherProcess(this.#launcherPath);
    await launcher.warm;
    const begun = new Map<string, number>();
    launcher.start(spec, (report: LaunchReport) => {
      if ('begin' in report) begun.set(report.begin, report.at);
      if ('failed' in report) throw new Error(JSON.stringify(report));
    });
    await launcher.ended;
    return ((begun.get('open-files') ?? Number.NaN) - (begun.get('make-dev') ?? Number.NaN)) / 1e6;
  }

  #spec(nodes: readonly string[], argv: readonly string[]): LaunchSpec {
    const monitor = join(this.#folder, 'monitor.sock');
    rmSync(monitor, { force: true });
    const tmpfs = { source: 'devfs', mode: '755', size: '4m', nr_inodes: '4k' };
    return {
      dev: { tmpfs, nodes: nodesAt(nodes), mounts: preservedMounts() },
      monitor: { fd: 100, path: monitor },
      logs: [],
      output: join(this.#folder, 'output'),
      limits: [],
      identity: { uid: 0, gid: 0, groups: [] },
      confinement: null,
      unixSockets: true,
      argv,
      env: [],
    };
  }
}

/** Copies of what this host has at these paths; nothing for what it lacks. */
function nodesAt(paths: readonly string[]): PlannedNode[] {
  return [...paths].sort().flatMap((path): PlannedNode[] => {
    const here = lookUp(path);
    const isDevice = 'found' in here && (here.found.kind === 'char' || here.found.kind === 'block');
    return isDevice ? [{ path, reasons: [], ...here.found }] : [];
  });
}
