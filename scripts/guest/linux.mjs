#!/usr/bin/env node
/**
 * Makes the Linux guest in the cache folder: the distribution's kernel and an initramfs of ours with busybox. It boots
 * with `console=ttyS0 quiet panic=-1` to a shell on the first serial port.
 *
 * CLI: node scripts/guest/linux.mjs   prints {"kernel": …, "initrd": …}
 *
 * Made once; made again when busybox or the recipe changes, or when the folder is removed (which is how to get a newer
 * kernel: looking for one costs half a second, and this runs before every start).
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cacheFolder } from '../prepare/cacheFolder.mjs';
import { isStaticElf } from '../prepare/staticElf.mjs';
import { initramfs, READY_LINE, RECIPE } from './initramfs.mjs';
import { fetchKernel, resolveKernelPackage } from './kernelPackage.mjs';

export { READY_LINE };
export const KERNEL_ARGUMENTS = 'console=ttyS0 quiet panic=-1';

/** busybox-static; Debian 12 has it in /bin, which is /usr/bin. */
const BUSYBOX = ['/bin/busybox', '/usr/bin/busybox'];

/** Where the guest lies, whether made yet or not. */
export function linuxGuest(folder = cacheFolder()) {
  const home = join(folder, 'linux-guest');
  return { kernel: join(home, 'vmlinuz'), initrd: join(home, 'initrd.img'), madeFrom: join(home, 'made-from.json') };
}

/** Whether there is nothing to do: made from this recipe and this busybox. */
export function isLinuxGuestMade(folder = cacheFolder()) {
  const busybox = BUSYBOX.find(isStaticElf);
  return busybox !== undefined && isMadeFrom(linuxGuest(folder), sources(busybox));
}

/** Makes what is missing and returns the paths. `say` gets a line when there is work to do. */
export function ensureLinuxGuest(folder = cacheFolder(), say = console.error) {
  const guest = linuxGuest(folder);
  const busybox = BUSYBOX.find(isStaticElf);
  if (!busybox) throw new Error('No static busybox. Install it: sudo apt-get install busybox-static');
  const wanted = sources(busybox);
  if (!isMadeFrom(guest, wanted)) make(guest, busybox, wanted, say);
  return { kernel: guest.kernel, initrd: guest.initrd };
}

const sources = (/** @type {string} */ busybox) => ({ recipe: digest(RECIPE), busybox: describeFile(busybox) });

/**
 * The stamp is written last and holds the sizes, so half a guest never counts as made.
 *
 * @param {ReturnType<typeof linuxGuest>} guest
 * @param {ReturnType<typeof sources>} wanted
 */
function isMadeFrom(guest, wanted) {
  try {
    const made = JSON.parse(fs.readFileSync(guest.madeFrom, 'utf8'));
    return (
      made.recipe === wanted.recipe &&
      made.busybox === wanted.busybox &&
      fs.statSync(guest.kernel).size === made.kernelBytes &&
      fs.statSync(guest.initrd).size === made.initrdBytes
    );
  } catch {
    return false;
  }
}

/**
 * @param {ReturnType<typeof linuxGuest>} guest
 * @param {string} busybox
 * @param {ReturnType<typeof sources>} wanted
 * @param {(line: string) => void} say
 */
function make(guest, busybox, wanted, say) {
  const home = join(guest.kernel, '..');
  fs.mkdirSync(home, { recursive: true });
  // Beside its place, so that the renames below stay within one filesystem.
  const work = fs.mkdtempSync(join(home, 'making-'));
  try {
    const name = kernelPackage();
    say(`Linux guest: fetching ${name} (about 27 MB) and packing busybox into an initramfs …`);
    const fetched = fetchKernel(name, work);
    const initrd = join(work, 'initrd.img');
    fs.writeFileSync(initrd, initramfs(fs.readFileSync(busybox), fetched.modules));
    const sizes = { kernelBytes: fs.statSync(fetched.kernel).size, initrdBytes: fs.statSync(initrd).size };
    const stamp = join(work, 'made-from.json');
    fs.writeFileSync(stamp, `${JSON.stringify({ ...wanted, kernel: fetched.package, ...sizes }, null, 2)}\n`);
    moveInto(fetched.kernel, guest.kernel);
    moveInto(initrd, guest.initrd);
    moveInto(stamp, guest.madeFrom);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

function kernelPackage() {
  if (process.env.VIRTCELL_NO_APT === '1') {
    throw new Error('The guest kernel is not in the cache folder, and VIRTCELL_NO_APT=1 forbids fetching it.');
  }
  if (process.arch !== 'x64') throw new Error(`The Linux guest is made for x64 only, this is ${process.arch}.`);
  const name = resolveKernelPackage() ?? resolveAfterUpdate();
  if (!name) throw new Error('apt knows no kernel package. Refresh its lists: sudo apt-get update');
  return name;
}

/** A fresh container has no package lists; only root can fetch them. */
function resolveAfterUpdate() {
  if (process.geteuid?.() !== 0) return undefined;
  spawnSync('apt-get', ['-qq', 'update'], { stdio: ['ignore', 'ignore', 'inherit'] });
  return resolveKernelPackage();
}

/** Readable to everyone, whatever the umask: QEMU may run as another user than the one who made it. */
function moveInto(/** @type {string} */ from, /** @type {string} */ to) {
  fs.chmodSync(from, 0o644);
  fs.renameSync(from, to);
}

function describeFile(/** @type {string} */ path) {
  const { size, mtimeMs } = fs.statSync(path);
  return `${path} ${size} ${mtimeMs}`;
}

const digest = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex');

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(JSON.stringify(ensureLinuxGuest()));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
