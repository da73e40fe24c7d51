import {
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { VirtcellError } from '../../protocol/errors.ts';
import { makeGroup, makeUser, removeGroup, removeUser } from './accounts.ts';
import type { Undo } from './carryOut.ts';
import { MANIFEST, manifestText, sha256 } from './manifest.ts';
import type { Places } from './places.ts';
import { requireIdle, runningDomains } from './runningDomains.ts';
import { disable, enable, reload, start, stop } from './serviceManager.ts';
import { readSource } from './source.ts';
import type { Step } from './step.ts';

/** What steps are done with. */
export interface Performing {
  readonly places: Places;
  /** Trusted as owners of the files that are copied, see readSource. */
  readonly owners: ReadonlySet<number> | undefined;
  /** Ends the wait for an agent that does not come up. */
  readonly interrupted: AbortSignal;
}

/** The caller's umask must not decide who may read what is installed, nor who may write it. */
export function withRootsUmask(): void {
  process.umask(0o022);
}

/** Does one step, and returns what takes it back; undefined when it did nothing, or cannot be taken back. */
export async function perform(step: Step, { places, owners, interrupted }: Performing): Promise<Undo | undefined> {
  switch (step.kind) {
    case 'make-group':
      makeGroup(step.name);
      return () => removeGroup(step.name);
    case 'make-user':
      makeUser(step.name, step.groups);
      return () => removeUser(step.name);
    case 'remove-group':
      return void removeGroup(step.name);
    case 'remove-user':
      return void removeUser(step.name);
    case 'folder':
      return makeFolder(step.path);
    case 'release':
      return makeRelease(step, owners);
    case 'file':
      return replaceFile(step.path, step.content, step.mode);
    case 'link':
      return replaceLink(step.path, step.target);
    case 'enable':
      enable(step.manager);
      return () => disable(step.manager);
    case 'disable':
      return void disable(step.manager);
    case 'reload':
      return void reload(step.manager);
    case 'start':
      await start(step.manager, places, interrupted);
      return () => stop(step.manager, places);
    case 'stop':
      return (await stop(step.manager, places)) ? () => start(step.manager, places) : undefined;
    case 'require-idle':
      return void requireIdle(runningDomains(places.runDir));
    case 'remove':
      return void rmSync(step.path, { recursive: true, force: true });
    case 'remove-empty':
      return void removeEmpty(step.path);
  }
}

function makeFolder(path: string): Undo | undefined {
  const first = mkdirSync(path, { recursive: true, mode: 0o755 });
  return first === undefined ? undefined : () => removeEmpty(first);
}

/** A half-made one is nobody's: it goes before the error is told. */
function makeRelease({ path, files, manifest }: Step & { kind: 'release' }, owners: Performing['owners']): Undo {
  const undo = (): void => rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { mode: 0o755 });
  try {
    for (const file of files) {
      const place = join(path, file.path);
      mkdirSync(dirname(place), { recursive: true, mode: 0o755 });
      const content = 'text' in file.origin ? Buffer.from(file.origin.text) : readSource(file.origin.file, owners);
      if (sha256(content) !== file.sha256) throw changed(place);
      writeRootsOwn(place, content, file.mode);
    }
    writeRootsOwn(join(path, MANIFEST), manifestText(manifest), 0o644);
  } catch (error) {
    undo();
    throw error;
  }
  return undo;
}

const changed = (path: string): VirtcellError =>
  new VirtcellError({ code: 'install-step', message: 'the file has changed since it was looked at', path });

/**
 * Must not be there yet: nothing is written through a link that somebody has put there. On disk when it returns: after a
 * power cut nothing may lead to a release that is half there.
 */
function writeRootsOwn(path: string, content: string | Uint8Array, mode: number): void {
  const fd = openSync(path, 'wx', mode);
  try {
    writeFileSync(fd, content);
    if (process.geteuid?.() === 0) fchownSync(fd, 0, 0);
    fchmodSync(fd, mode);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function replaceFile(path: string, content: string, mode: number): Undo {
  const before = existsSync(path)
    ? { content: readFileSync(path, 'utf8'), mode: lstatSync(path).mode & 0o777 }
    : undefined;
  const unfinished = `${path}.new`;
  rmSync(unfinished, { force: true });
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  try {
    writeRootsOwn(unfinished, content, mode);
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
  return () => (before ? void replaceFile(path, before.content, before.mode) : rmSync(path, { force: true }));
}

function replaceLink(path: string, target: string): Undo {
  const before = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(path) : undefined;
  const unfinished = `${path}.new`;
  rmSync(unfinished, { force: true });
  symlinkSync(target, unfinished);
  if (process.geteuid?.() === 0) lchownSync(unfinished, 0, 0);
  // rename(2) puts it in the place of the old one in one step: at any time one whole release is the current one.
  renameSync(unfinished, path);
  return () => (before === undefined ? rmSync(path, { force: true }) : void replaceLink(path, before));
}

/** rmdir(2): something is in it, or something is mounted on it. */
const STAYS: ReadonlySet<unknown> = new Set(['ENOTEMPTY', 'EBUSY']);

const foldersIn = (path: string): string[] => [
  path,
  ...readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name)),
];

/** The deepest first; a folder with something in it stays, or with a disk of its own, and so do those above it. */
function removeEmpty(path: string): void {
  if (!existsSync(path)) return;
  for (const folder of foldersIn(path).sort((one, other) => other.length - one.length)) {
    try {
      rmdirSync(folder);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && STAYS.has(error.code))) throw error;
    }
  }
}
