import { lstatSync } from 'node:fs';
import { majorOf, minorOf } from '../../plan/privateDev/deviceNumber.ts';
import type { Access, PlannedNode } from '../../plan/privateDev/devPlan.ts';
import { encodeAcl } from '../linux/acl.ts';
import { LinuxError } from '../linux/libc.ts';
import { detachedTmpfs } from '../linux/mount.ts';
import { onPath } from '../linux/nodeCall.ts';
import { makeDevice, makeDirectory, makeLink, makePlaceholder, setMode, setOwner, setXattr } from '../linux/nodes.ts';
import { closeDescriptor } from '../linux/process.ts';
import type { DevSpec } from './launchSpec.ts';

/** A private /dev that is mounted nowhere yet, and the paths of the host that must be bound into it. */
export interface BuiltDev {
  readonly tree: number;
  readonly binds: readonly string[];
}

/**
 * Makes the private /dev on a descriptor. Nothing of it can be seen by anybody, and nothing is left if this fails:
 * the descriptor holds it all.
 */
export function buildDev(spec: DevSpec, onBound: (path: string) => void): BuiltDev {
  const tree = detachedTmpfs(spec.tmpfs);
  try {
    return { tree, binds: fill(tree, spec, onBound) };
  } catch (error) {
    closeDescriptor(tree);
    throw error;
  }
}

/** Gives the paths of which only the places were made. */
function fill(tree: number, spec: DevSpec, onBound: (path: string) => void): string[] {
  const binds: string[] = [];
  for (const node of spec.nodes) {
    if (whole(node.path, () => makeNode(tree, node))) continue;
    binds.push(node.path);
    if (node.kind !== 'bind') onBound(node.path);
  }
  for (const { path, onto } of spec.mounts) whole(path, () => makeMountPoint(tree, path, onto === 'directory'));
  return binds;
}

/** What is made in the tree has a name there: an error is to tell the whole path, and what ENOSPC means here. */
function whole<T>(path: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof LinuxError) || error.path !== relative(path)) throw error;
    const detail = error.errno === 'ENOSPC' ? 'the private /dev is full' : undefined;
    throw new LinuxError(error.syscall, error.errno, path, detail);
  }
}

/** Makes one node; false when it only became a place for a bind mount. */
function makeNode(tree: number, node: PlannedNode): boolean {
  const name = relative(node.path);
  switch (node.kind) {
    case 'directory':
      makeDirectory(tree, name, 0o700);
      giveAccess(tree, name, node.access);
      return true;
    case 'link':
      makeLink(tree, name, node.target);
      return true;
    case 'bind':
      makeMountPoint(tree, node.path, node.directory);
      return false;
    default:
      return copyDevice(tree, name, node);
  }
}

type DeviceNode = Extract<PlannedNode, { kind: 'char' | 'block' }>;

/** A copy of the host's device node, or a placeholder where mknod(2) is not allowed: in containers and user namespaces. */
function copyDevice(tree: number, name: string, node: DeviceNode): boolean {
  try {
    makeDevice(tree, name, node.kind, node.major, node.minor);
  } catch (error) {
    if (!(error instanceof LinuxError) || error.errno !== 'EPERM') throw error;
    makePlaceholder(tree, name);
    return false;
  }
  giveAccess(tree, name, node.access);
  requireSameOnHost(node);
  return true;
}

/**
 * Owner, mode, then ACL: chmod after setting an ACL would rewrite its mask, chown after chmod would clear set-id bits.
 * A host without labels or ACLs has none in the plan.
 */
function giveAccess(tree: number, name: string, access: Access): void {
  setOwner(tree, name, access.uid, access.gid);
  setMode(tree, name, access.mode);
  if (access.label) setXattr(tree, name, 'security.selinux', Buffer.from(`${access.label}\0`));
  if (access.acl) setXattr(tree, name, 'system.posix_acl_access', encodeAcl(access.acl));
}

/** The node may have been replaced on the host since the plan was made: a copy of what is gone is the wrong device. */
function requireSameOnHost({ path, kind, major, minor }: DeviceNode): void {
  const now = onPath(path, () => lstatSync(path));
  const sameKind = kind === 'char' ? now.isCharacterDevice() : now.isBlockDevice();
  if (sameKind && majorOf(now.rdev) === major && minorOf(now.rdev) === minor) return;
  throw new LinuxError('lstat', 'ESTALE', path, 'the node was replaced while it was copied');
}

function makeMountPoint(tree: number, path: string, directory: boolean): void {
  if (directory) makeDirectory(tree, relative(path), 0o755);
  else makePlaceholder(tree, relative(path));
}

/** The plan speaks of `/dev/x`, the tree's root is /dev. */
const relative = (path: string): string => path.slice('/dev/'.length);
