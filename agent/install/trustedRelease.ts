import { readdirSync, readFileSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { VirtcellError } from '../../protocol/errors.ts';
import { followTrusted } from '../host/trustedPath.ts';
import { ownSource } from './ownSource.ts';

/**
 * Requires of everything that this agent consists of that only root can have put it there: Node and its libraries, the
 * bundles, the packages with native code, its configuration, and every folder above them. A service that runs what others can write would make them root.
 *
 * @throws VirtcellError `files-not-trusted`, with the place
 */
export function requireTrustedRelease(config: string | undefined): void {
  const { dist, packages } = ownSource();
  const decides = config === undefined ? [] : [config];
  requireTrusted([process.execPath, ...loadedLibraries(), dist, ...Object.values(packages), ...decides]);
}

/**
 * What the loader has brought in beside Node, proc(5): a Node of root's may be one that looks for its libraries in
 * somebody's home, and LD_PRELOAD may name any.
 */
function loadedLibraries(): Set<string> {
  const executable = readFileSync('/proc/self/maps', 'utf8').matchAll(/^\S+ ..x. \S+ \S+ [1-9]\d* +(\/.*)$/gm);
  return new Set([...executable].map(([, path]) => path as string));
}

/** @param paths files, and folders with all that is in them */
export function requireTrusted(paths: readonly string[], isTrusted?: (stats: Stats) => boolean): void {
  for (const path of paths) {
    const found = followTrusted(path, isTrusted);
    if ('problem' in found) throw notTrusted(found.at);
    if (!found.stats.isDirectory()) continue;
    for (const name of readdirSync(found.path, { recursive: true, encoding: 'utf8' })) {
      const inside = followTrusted(join(found.path, name), isTrusted);
      if ('problem' in inside) throw notTrusted(inside.at);
    }
  }
}

const notTrusted = (path: string): VirtcellError =>
  new VirtcellError({
    code: 'files-not-trusted',
    message: `the agent is a service, and others than root can change ${path}`,
    path,
    hint: 'Install it (virtcell agent install), or give the file and all folders above it to root alone.',
  });
