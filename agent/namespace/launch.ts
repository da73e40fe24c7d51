import { constants, openSync } from 'node:fs';
import {
  become,
  closeOnExecFrom,
  moveDescriptor,
  ownProcessGroup,
  ownSessionKeyring,
  passDescriptor,
  resetSignals,
  setLimit,
} from '../linux/process.ts';
import { denyUnixSockets } from '../linux/seccomp.ts';
import { listenUnix } from '../linux/socket.ts';
import { buildDev } from './build.ts';
import { confine, dropIdentity } from './confine.ts';
import { enterDev, leaveHost, takeMounts } from './enter.ts';
import type { LaunchSpec } from './launchSpec.ts';

/** Tells the agent where the launch is. */
export interface Reporter {
  begin(step: string): void;
  bound(path: string): void;
}

/**
 * Carries a spec out, step by step, and ends as QEMU. Only synchronous calls: the namespace and the identity are the
 * main thread's, and Node's pool of threads would still work in the host's.
 */
export function launch(spec: LaunchSpec, report: Reporter): never {
  if (spec.dev) makePrivateDev(spec.dev, report);
  report.begin('open-files');
  const passed = openPassedFiles(spec);
  report.begin('limits');
  for (const { resource, soft, hard } of spec.limits) setLimit(resource, soft, hard);
  // Not setsid(2): a session leader that opens a tty device gets it as controlling terminal, and dies with it.
  ownProcessGroup();
  ownSessionKeyring();
  report.begin('drop-identity');
  dropIdentity(spec.identity);
  report.begin('confine');
  if (spec.confinement) confine(spec.confinement);
  // After the last socket that is made here, and after no_new_privs, without which only root may filter.
  if (!spec.unixSockets) denyUnixSockets();
  report.begin('exec');
  process.chdir('/');
  resetSignals();
  // All close on exec, also the descriptor of the report: its end after `exec` is the agent's sign that QEMU runs.
  closeOnExecFrom(3);
  for (const { from, to } of passed) passDescriptor(from, to);
  become(spec.argv[0] ?? '', spec.argv, spec.env);
}

function makePrivateDev(dev: NonNullable<LaunchSpec['dev']>, report: Reporter): void {
  report.begin('make-dev');
  const built = buildDev(dev, (path) => report.bound(path));
  report.begin('leave-host');
  leaveHost();
  report.begin('take-mounts');
  const taken = takeMounts([...dev.mounts, ...built.binds.map((path) => ({ path }))]);
  report.begin('enter-dev');
  enterDev(built.tree, taken, dev.hostDev);
}

interface PassedDescriptor {
  readonly from: number;
  readonly to: number;
}

/** What QEMU is to hold and could not open itself: made as root, in directories that only root can write. */
function openPassedFiles(spec: LaunchSpec): readonly PassedDescriptor[] {
  process.umask(0o077);
  const appending = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
  const nowhere = openSync('/dev/null', constants.O_RDWR);
  const output = openSync(spec.output, appending, 0o600);
  return withoutOverlap([
    { from: nowhere, to: 0 },
    { from: output, to: 1 },
    { from: output, to: 2 },
    { from: listenUnix(spec.monitor.path, 1), to: spec.monitor.fd },
    ...spec.logs.map(({ fd, path }) => ({ from: openSync(path, appending, 0o600), to: fd })),
  ]);
}

/** Many logs reach up to the numbers that QEMU is to have: dup3(2) to one of those would close what lies there. */
function withoutOverlap(passed: readonly PassedDescriptor[]): readonly PassedDescriptor[] {
  const targets = passed.map(({ to }) => to);
  const free = Math.max(...targets) + 1;
  return passed.map(({ from, to }) => ({ from: targets.includes(from) ? moveDescriptor(from, free) : from, to }));
}
