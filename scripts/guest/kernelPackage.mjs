/** The guest's kernel: taken out of the distribution's package, which is fetched and unpacked but never installed. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { MODULES } from './initramfs.mjs';

/** Names that stand for the newest kernel, the one with the fewest drivers first: Debian's, then Ubuntu's. */
const NEWEST = ['linux-image-cloud-amd64', 'linux-image-amd64', 'linux-image-virtual', 'linux-image-generic'];

/** The concrete package behind the first of those names that apt knows, or undefined when its lists are empty. */
export function resolveKernelPackage(ask = aptDependencies) {
  for (const name of NEWEST) {
    const concrete = /^\s*\|?Depends:\s*(linux-image-\d\S*)/m.exec(ask(name))?.[1];
    if (concrete) return concrete;
  }
  return undefined;
}

function aptDependencies(/** @type {string} */ name) {
  return spawnSync('apt-cache', ['depends', name], { encoding: 'utf8', env: inEnglish() }).stdout ?? '';
}

/**
 * Fetches a kernel package into `folder` and takes the kernel and our drivers out of it.
 *
 * @param {string} name
 * @param {string} folder
 */
export function fetchKernel(name, folder) {
  // apt's own unprivileged user cannot write into a folder of root's.
  run('apt-get', ['-qq', '-o', 'APT::Sandbox::User=root', 'download', name], folder);
  const archive = readdirSync(folder).find((file) => file.endsWith('.deb'));
  if (!archive) throw new Error(`apt-get download ${name} left no .deb`);
  unpack(join(folder, archive), folder);
  rmSync(join(folder, archive));
  const found = /** @type {string[]} */ (readdirSync(folder, { recursive: true }));
  const kernel = found.find((path) => basename(path).startsWith('vmlinuz-'));
  if (!kernel) throw new Error(`${archive} holds no kernel`);
  return { package: archive.replace(/\.deb$/, ''), kernel: join(folder, kernel), modules: readModules(folder, found) };
}

/** Only what we use: the whole package is four times the download. */
function unpack(/** @type {string} */ archive, /** @type {string} */ folder) {
  const wanted = ['./boot/vmlinuz-*', ...MODULES.map((name) => `*/${name}.ko*`)];
  // A package without one of the modules makes tar complain and end with 2; what matters is looked for afterwards.
  const script =
    'archive=$1; folder=$2; shift 2; dpkg-deb --fsys-tarfile "$archive" | tar -x -C "$folder" --wildcards "$@"';
  spawnSync('sh', ['-c', script, 'sh', archive, folder, ...wanted], { stdio: 'ignore' });
}

/**
 * @param {string} folder
 * @param {string[]} found
 */
function readModules(folder, found) {
  /** @type {Map<string, Buffer>} */
  const modules = new Map();
  for (const path of found) {
    const [, name, packing] = /\/([^/]+)\.ko(\.xz)?$/.exec(path) ?? [];
    if (!name) continue;
    const content = packing ? spawnSync('xz', ['-dc', join(folder, path)], { maxBuffer: 2 ** 26 }).stdout : undefined;
    // Without xz a packed driver is left out: the console and the shell need none.
    if (!packing) modules.set(name, readFileSync(join(folder, path)));
    else if (content?.length) modules.set(name, content);
  }
  return modules;
}

/** @param {string} command @param {string[]} args @param {string} cwd */
function run(command, args, cwd) {
  const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', env: inEnglish() });
  if (error) throw new Error(`${command}: ${error.message}`);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr.trim()}`);
}

const inEnglish = () => ({ ...process.env, LC_ALL: 'C' });
