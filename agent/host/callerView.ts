import type { DevEntry } from '../../plan/privateDev/devPlan.ts';
import type { Lookup } from '../../plan/privateDev/hostFacts.ts';
import { type Identity, runAs } from './asCaller.ts';

/** A page for each path is more than PATH_MAX allows. */
const BYTES_A_PATH = 3 * 4096;

/**
 * lstat(2) of paths as a user sees them, by one find(1) that runs as that user. What the user cannot see is not told
 * apart from what is not there; opening it, later and as the same user, names the errno.
 */
export async function lookUpAs(identity: Identity, paths: readonly string[]): Promise<readonly Lookup[]> {
  if (paths.length === 0) return [];
  // path, type, link target, octal mode, uid, gid; a NUL after each, since paths may contain anything else.
  const format = '%p\\0%y\\0%l\\0%m\\0%U\\0%G\\0';
  const argv = ['find', '-P', ...paths, '-maxdepth', '0', '-printf', format];
  const output = await runAs(identity, argv, paths.length * BYTES_A_PATH);
  const fields = output.toString('utf8').split('\0');
  const found = new Map<string, DevEntry>();
  for (let at = 0; at + 6 <= fields.length; at += 6) {
    const [path = '', type, target = '', mode = '', uid, gid] = fields.slice(at, at + 6);
    found.set(path, entry(type, target, { mode: Number.parseInt(mode, 8), uid: Number(uid), gid: Number(gid) }));
  }
  return paths.map((path) => {
    const here = found.get(path);
    return here ? { found: here } : { errno: 'ENOENT' };
  });
}

type Access = Extract<DevEntry, { access: unknown }>['access'];

/** A device outside /dev is none of the private /dev's: for the way it is as good as a file. */
function entry(type: string | undefined, target: string, access: Access): DevEntry {
  if (type === 'l') return { kind: 'link', target };
  if (type === 'd') return { kind: 'directory', access };
  if (type === 's') return { kind: 'socket', access };
  return { kind: type === 'p' ? 'fifo' : 'file', access };
}
