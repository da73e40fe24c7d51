import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** What the domains of the matrix are made of: nodes, links, files and mounts below the host's /dev, and images. */
export interface MatrixHost {
  /** The folder in /dev that all of it lies in. */
  readonly dev: string;
  /** A folder of images, elsewhere. */
  readonly images: string;
  readonly loops: readonly [string, string];
  remove(): void;
}

export function makeMatrixHost(): MatrixHost {
  const undo: (() => unknown)[] = [];
  const remove = (): void => {
    for (const step of undo.splice(0).reverse()) step();
  };
  try {
    const images = mkdtempSync(join(tmpdir(), 'virtcell-matrix-'));
    chmodSync(images, 0o755);
    undo.push(() => rmSync(images, { recursive: true }));
    const dev = mkdtempSync('/dev/virtcell-matrix-');
    chmodSync(dev, 0o755);
    undo.push(() => rmSync(dev, { recursive: true }));
    const loop = (name: string): string => loopDevice(join(images, name), undo);
    const loops = [loop('first'), loop('second')] as const;
    makeNodes(dev, loops);
    makeLinks(dev, loops);
    makeImages(dev, images, loops, undo);
    makeMounts(dev, undo);
    return { dev, images, loops, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

const run = (program: string, ...argv: readonly string[]): string => execFileSync(program, argv, { encoding: 'utf8' });

function loopDevice(file: string, undo: (() => unknown)[]): string {
  writeFileSync(file, '');
  truncateSync(file, 1 << 20);
  const path = run('losetup', '--find', '--show', '--read-only', file).trim();
  undo.push(() => run('losetup', '--detach', path));
  return path;
}

/** Copies of devices under other names, with owners, modes and ACLs that udev never gives. */
function makeNodes(dev: string, [first]: MatrixHost['loops']): void {
  const minor = basename(first).slice('loop'.length);
  // Readable by others: QEMU under Virtcell is nobody's favourite, and opens it by the mode that it has.
  run('mknod', '-m', '604', join(dev, 'odd'), 'b', '7', minor);
  chownSync(join(dev, 'odd'), 1234, 4321);
  run('mknod', '-m', '660', join(dev, 'listed'), 'b', '7', minor);
  run('setfacl', '-m', 'u:1234:rw,g:4321:r', join(dev, 'listed'));
  run('mknod', '-m', '666', join(dev, 'hwrng'), 'c', '1', '9');
  run('mknod', '-m', '622', join(dev, 'null'), 'c', '1', '3');
  mkdirSync(join(dev, 'deep/er'), { recursive: true });
  run('mknod', '-m', '600', join(dev, 'deep/er/disk'), 'b', '7', minor);
}

/** By one hop and by several, relative and absolute, in the middle of a path and at its end. */
function makeLinks(dev: string, [first, second]: MatrixHost['loops']): void {
  symlinkSync(`../${basename(first)}`, join(dev, 'one-hop'));
  symlinkSync('two', join(dev, 'three-hops'));
  symlinkSync('./one', join(dev, 'two'));
  symlinkSync(`../${basename(second)}`, join(dev, 'one'));
  symlinkSync(second, join(dev, 'absolute'));
  symlinkSync('deep/er', join(dev, 'folder'));
}

/** An image in /dev/shm, and chains of images that end in a file and in a block device. */
function makeImages(dev: string, images: string, [, second]: MatrixHost['loops'], undo: (() => unknown)[]): void {
  const shm = `/dev/shm/${basename(dev)}`;
  undo.push(() => rmSync(shm, { force: true }));
  for (const file of [shm, join(images, 'plain')]) {
    writeFileSync(file, '');
    truncateSync(file, 1 << 20);
  }
  symlinkSync(second, join(images, 'link'));
  const image = (name: string, base: string, format: string): void => {
    run('qemu-img', 'create', '-q', '-f', 'qcow2', '-b', base, '-F', format, join(images, name));
  };
  image('on-file', join(images, 'plain'), 'raw');
  image('on-device', second, 'raw');
  image('on-chain', join(images, 'on-device'), 'qcow2');
}

/** Mounts below /dev: a folder's and a file's, one upon the other. One in another stops libvirt 9.0: see docs/differences.md. */
function makeMounts(dev: string, undo: (() => unknown)[]): void {
  const mount = (path: string, ...how: readonly string[]): void => {
    run('mount', ...how, path);
    undo.push(() => run('umount', '--lazy', path));
  };
  for (const name of ['mounted', 'stacked']) mkdirSync(join(dev, name));
  writeFileSync(join(dev, 'mounted-file'), '');
  mount(join(dev, 'mounted'), '-t', 'tmpfs', 'outer');
  mount(join(dev, 'stacked'), '-t', 'tmpfs', 'lower');
  mount(join(dev, 'stacked'), '-t', 'tmpfs', 'upper');
  mount(join(dev, 'mounted-file'), '--bind', join(dev, 'null'));
}
