import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, statSync } from 'node:fs';

/** One thing in a process's /dev. Looked at with find(1) and stat(1): the product's own eyes are not the judge here. */
export interface SeenNode {
  /** `character special file 1:3`, `symbolic link to ../loop7`, `directory`. */
  readonly what: string;
  readonly mode: string;
  readonly owner: string;
  /** As getfacl(1) prints it, ids as numbers; empty where the mode says all. */
  readonly acl: string;
}

export interface SeenMount {
  readonly fsType: string;
  /** st_dev of the superblock: the same number is the same filesystem. */
  readonly device: string;
  readonly options: readonly string[];
}

export interface SeenDev {
  readonly nodes: ReadonlyMap<string, SeenNode>;
  /** By path; /dev itself is among them. */
  readonly mounts: ReadonlyMap<string, SeenMount>;
}

export function seeDev(pid: number): SeenDev {
  const mounts = seeMounts(pid);
  const root = `/proc/${pid}/root`;
  const format = '--printf=%n\\t%F\\t%t:%T\\t%a\\t%u:%g\\n';
  const argv = [`${root}/dev`, '-mindepth', '1', '-xdev', '-exec', 'stat', format, '{}', '+'];
  const lines = execFileSync('find', argv, { encoding: 'utf8' }).split('\n');
  const acls = seeAcls(root);
  const nodes = lines.flatMap((line): [string, SeenNode][] => {
    const [found = '', type = '', numbers = '', mode = '', owner = ''] = line.split('\t');
    const path = found.slice(root.length);
    return found === '' || mounts.has(path)
      ? []
      : [[path, { what: describe(found, type, numbers), mode, owner, acl: acls.get(found) ?? '' }]];
  });
  return { nodes: new Map(nodes), mounts };
}

/** Of those that have more than a mode, by path. */
function seeAcls(root: string): Map<string, string> {
  const argv = [`${root}/dev`, '-mindepth', '1', '-xdev', '!', '-type', 'l', '-exec'];
  const getfacl = ['getfacl', '--absolute-names', '--numeric', '--skip-base', '{}', '+'];
  const blocks = execFileSync('find', [...argv, ...getfacl], { encoding: 'utf8' }).split('\n\n');
  return new Map(
    blocks.flatMap((block): [string, string][] => {
      const [, path] = /^# file: (.*)$/m.exec(block) ?? [];
      return path
        ? [
            [
              path,
              block
                .split('\n')
                .filter((line) => line !== '' && !line.startsWith('#'))
                .join(','),
            ],
          ]
        : [];
    }),
  );
}

function describe(path: string, type: string, numbers: string): string {
  if (type === 'symbolic link') return `${type} to ${readlinkSync(path)}`;
  if (!type.endsWith('special file')) return type;
  const [major, minor] = numbers.split(':').map((hex) => Number.parseInt(hex, 16));
  return `${type} ${major}:${minor}`;
}

/** The mounts at and below /dev, proc_pid_mountinfo(5). */
function seeMounts(pid: number): Map<string, SeenMount> {
  const mounts = new Map<string, SeenMount>();
  for (const line of readFileSync(`/proc/${pid}/mountinfo`, 'utf8').split('\n')) {
    const [, , device = '', , path = '', own = '', ...rest] = line.split(' ');
    const [fsType = '', , superblock = ''] = rest.slice(rest.indexOf('-') + 1);
    const options = [...new Set([...own.split(','), ...superblock.split(',')])].sort();
    if (path === '/dev' || path.startsWith('/dev/')) mounts.set(path, { fsType, device, options });
  }
  return mounts;
}

/** What makes a PTY one that any program of the host can talk to the guest through. */
export function seePty(pid: number, path: string) {
  const [onHost, inDomain] = [statSync(path), statSync(`/proc/${pid}/root${path}`)];
  const number = path.slice('/dev/pts/'.length);
  const held = execFileSync('grep', ['-hs', 'tty-index:', '-r', `/proc/${pid}/fdinfo`], { encoding: 'utf8' });
  return {
    isCharacterDevice: onHost.isCharacterDevice(),
    isSameOnHost: onHost.rdev === inDomain.rdev && onHost.dev === inDomain.dev && onHost.ino === inDomain.ino,
    isOwnedByQemu: onHost.uid === statSync(`/proc/${pid}`).uid,
    isHeldByQemu: held.split('\n').some((line) => line.split(/\s+/)[1] === number),
  };
}
