/** A libvirtd to hold Virtcell against: the one that runs, or one of our own, ended afterwards. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const URI = 'qemu:///system';
const SYSTEM_BUS = '/run/dbus/system_bus_socket';
const PATIENCE_MS = 60_000;

/** The packages that `useLibvirt` needs. */
export const LIBVIRT_PACKAGES = ['libvirt-daemon-system', 'libvirt-daemon-driver-qemu', 'libvirt-clients', 'dbus'];

/**
 * Makes sure that libvirtd answers. What was started for that, and only that, ends with `end`.
 *
 * @param {(line: string) => void} say
 */
export async function useLibvirt(say = () => {}) {
  const kvmReturned = lendKvm(say);
  /** @type {import('node:child_process').ChildProcess[]} */
  const started = [];
  const end = async () => {
    for (const child of started.reverse()) await endChild(child);
    if (started.some(({ spawnfile }) => spawnfile === 'dbus-daemon')) rmSync(SYSTEM_BUS, { force: true });
    kvmReturned();
  };
  try {
    if (!(await answers())) await startDaemons(started, say);
    return { end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Whether a libvirtd runs and lets us in. */
export const answers = () =>
  promisify(execFile)('virsh', ['-c', URI, 'version']).then(
    () => true,
    () => false,
  );

/**
 * @param {import('node:child_process').ChildProcess[]} started
 * @param {(line: string) => void} say
 */
async function startDaemons(started, say) {
  // In the foreground: as our children they are ended by their own pid, and their end is an event. In sessions of their
  // own: Ctrl-C is for who started us, and what runs in libvirt is ended before libvirt.
  const start = (/** @type {string} */ program, /** @type {string[]} */ args) => {
    const child = spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    started.push(child);
    say(`started ${program}, pid ${child.pid}`);
    return child;
  };
  if (!(await listens(SYSTEM_BUS))) {
    mkdirSync('/run/dbus', { recursive: true });
    const bus = start('dbus-daemon', ['--system', '--nofork', '--nopidfile', '--print-address']);
    // It prints the address once it listens there.
    await once(createInterface({ input: bus.stdout }), 'line');
  }
  start('/usr/sbin/virtlogd', []);
  const libvirtd = start('/usr/sbin/libvirtd', []);
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await answers())) {
    if (libvirtd.exitCode !== null) throw new Error(`libvirtd ended with exit code ${libvirtd.exitCode}`);
    if (performance.now() > deadline) throw new Error(`libvirtd did not answer within ${PATIENCE_MS / 1000} s`);
  }
}

/** A socket's file outlives who listened there. */
const listens = (/** @type {string} */ path) =>
  new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

async function endChild(/** @type {import('node:child_process').ChildProcess} */ child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

/**
 * Gives /dev/kvm to the group kvm, as udev does, where there is no udev that did. Without it libvirt can never use
 * what it learnt of QEMU with KVM, and learns it again several times in every start: a minute instead of half a second.
 *
 * @param {(line: string) => void} say
 * @returns {() => void} puts the node back
 */
export function lendKvm(say) {
  const node = '/dev/kvm';
  const group = existsSync(node) ? gidOf('kvm') : undefined;
  if (group === undefined) return () => {};
  const { uid, gid, mode } = statSync(node);
  if (gid !== 0 || (mode & 0o066) !== 0) return () => {};
  const give = (/** @type {number} */ toGroup, /** @type {number} */ bits) => {
    chownSync(node, uid, toGroup);
    chmodSync(node, bits);
  };
  give(group, 0o660);
  say(`gave ${node} to the group kvm, as udev does`);
  return () => give(gid, mode & 0o7777);
}

function gidOf(/** @type {string} */ name) {
  const line = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  return line ? Number(line.split(':')[2]) : undefined;
}
