/**
 * The agent as a package for Debian and its like: what `virtcell agent install` does, done by dpkg. The files are laid out
 * by the command itself, so that there is one list of them.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Debian's names for what Node calls a processor. */
const ARCHITECTURES = /** @type {Partial<Record<string, string>>} */ ({ x64: 'amd64', arm64: 'arm64' });

/** What administrators may change, and dpkg then asks about. */
const CONFIGURATION = ['/etc/virtcell/agent.json', '/etc/init.d/virtcell'];

/** npm packages whose code is in the bundles, or beside them. */
const PARTS = ['koffi', 'node-pty', 'vscode-jsonrpc', 'ws', 'zod'];

/**
 * @param {string} root of the project, with dist/ built
 * @param {string} to the folder that the package is put in
 */
export function packageAgent(root, to) {
  if (spawnSync('dpkg-deb', ['--version']).error) return undefined;
  // Whoever builds it may have another; nothing in it is secret.
  process.umask(0o022);
  const architecture = ARCHITECTURES[process.arch];
  if (!architecture) throw new Error(`There is no package for ${process.arch}.`);
  const folder = join(root, '.cache/deb');
  rmSync(folder, { recursive: true, force: true });
  const { version } = layOut(root, folder);
  compressManual(folder);
  writeCopyright(root, folder);
  const control = join(folder, 'DEBIAN');
  mkdirSync(control, { mode: 0o755 });
  const files = filesIn(folder);
  writeFileSync(join(control, 'control'), controlText(version, architecture, installedSize(folder), neededLibc(files)));
  writeFileSync(join(control, 'conffiles'), `${CONFIGURATION.join('\n')}\n`);
  writeFileSync(join(control, 'md5sums'), md5Sums(folder, files));
  for (const script of readdirSync(join(root, 'scripts/package/debian'))) {
    cpSync(join(root, 'scripts/package/debian', script), join(control, script));
    chmodSync(join(control, script), 0o755);
  }
  const deb = join(to, `virtcell_${version}_${architecture}.deb`);
  rmSync(deb, { force: true });
  // Everything root's, whoever builds it, and as old as the source, whenever that is: the same files make the same bytes.
  execFileSync('dpkg-deb', ['--root-owner-group', '--build', folder, deb], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, SOURCE_DATE_EPOCH: sourceDate(root) },
  });
  rmSync(folder, { recursive: true });
  return deb;
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {{ version: string }}
 */
function layOut(root, folder) {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const argv = [join(root, 'dist/virtcell.js'), 'agent', 'install', '--root', folder, '--json'];
  return JSON.parse(execFileSync(process.execPath, argv, { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' }));
}

/** Seconds since 1970: what the builder says, else of the last commit; see reproducible-builds.org. */
function sourceDate(/** @type {string} */ root) {
  if (process.env.SOURCE_DATE_EPOCH) return process.env.SOURCE_DATE_EPOCH;
  const { status, stdout } = spawnSync('git', ['-C', root, 'log', '-1', '--format=%ct'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '0';
}

/** @param {string} folder */
const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/**
 * The libc that the native modules were built against, by the versions that they name: pty.node is compiled here, and one
 * from a newer system does not load on an older.
 *
 * @param {string[]} files
 */
function neededLibc(files) {
  const modules = files.filter((file) => file.endsWith('.node'));
  const named = modules.flatMap((file) => [...readFileSync(file, 'latin1').matchAll(/GLIBC_2\.(\d+)/g)]);
  return `2.${Math.max(...named.map(([, minor]) => Number(minor)))}`;
}

/**
 * For dpkg --verify. What may be changed is not in it.
 *
 * @param {string} folder
 * @param {string[]} files
 */
function md5Sums(folder, files) {
  const lasting = files.map((file) => relative(folder, file)).filter((file) => !CONFIGURATION.includes(`/${file}`));
  const sum = (/** @type {string} */ file) =>
    createHash('md5')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
  return lasting.map((file) => `${sum(file)}  ${file}\n`).join('');
}

/**
 * Not on Debian 12 from Debian alone, whose Node is 18: there the agent is installed by its own command, or Node comes from
 * elsewhere. A Node inside would be another 100 MB to keep safe.
 *
 * @param {string} version
 * @param {string} architecture
 * @param {number} kibibytes
 * @param {string} libc
 */
const controlText = (version, architecture, kibibytes, libc) => `Package: virtcell
Version: ${version}
Architecture: ${architecture}
Maintainer: Virtcell maintainers <maintainers@virtcell.dev>
Installed-Size: ${kibibytes}
Depends: nodejs (>= 20.19), libc6 (>= ${libc}), libgcc-s1, libstdc++6, passwd, init-system-helpers (>= 1.54)
Recommends: qemu-system-${architecture === 'amd64' ? 'x86' : 'arm'}
Section: admin
Priority: optional
Description: virtual machines, each in its own private /dev
 The agent starts QEMU for users, as themselves, in a mount namespace whose /dev
 holds only what the machine needs. With it comes the command virtcell, which
 speaks virsh's verbs. The editor's extension is a package of its own.
`;

function compressManual(/** @type {string} */ folder) {
  const page = join(folder, 'usr/share/man/man1/virtcell.1');
  writeFileSync(`${page}.gz`, gzipSync(readFileSync(page), { level: 9 }), { mode: 0o644 });
  rmSync(page);
}

/**
 * @param {string} root
 * @param {string} folder
 */
function writeCopyright(root, folder) {
  const path = join(folder, 'usr/share/doc/virtcell/copyright');
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  const parts = PARTS.map((name) => `== ${name}\n\n${licenseOf(join(root, 'node_modules', name))}`);
  writeFileSync(path, [`== virtcell\n\n${licenseOf(root)}`, ...parts].join('\n'), { mode: 0o644 });
}

function licenseOf(/** @type {string} */ folder) {
  const name = readdirSync(folder).find((file) => /^license(\.txt|\.md)?$/i.test(file));
  if (name === undefined) throw new Error(`${folder} has no licence`);
  return readFileSync(join(folder, name), 'utf8');
}

/** In KiB, a file at least one, as dpkg-gencontrol counts. */
function installedSize(/** @type {string} */ folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const sizes = entries.map((entry) =>
    entry.isFile() ? Math.ceil(statSync(join(entry.parentPath, entry.name)).size / 1024) : 1,
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
