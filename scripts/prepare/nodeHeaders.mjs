/** Node's C headers, which building node-pty needs and node-gyp would fetch from a site of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from './cacheFolder.mjs';
import { npm } from './npm.mjs';

/** The folder for `npm_config_nodedir`: Node's own prefix where it brought its headers, else one in the cache. */
export function nodeHeaders(execPath = process.execPath, cache = cacheFolder(), fetch = fetchHeaders) {
  const prefix = dirname(dirname(execPath));
  if (hasHeaders(prefix)) return prefix;
  const folder = join(cache, `node-headers-${process.version}-${process.arch}`);
  if (!hasHeaders(folder)) fetch(folder);
  return folder;
}

const hasHeaders = (/** @type {string} */ prefix) => existsSync(join(prefix, 'include/node/node.h'));

/** npm carries Node itself, headers included, as node-<system>-<processor>: 43 MB for 2 MB that are kept. */
function fetchHeaders(/** @type {string} */ folder) {
  const wanted = `node-${process.platform}-${process.arch}@${process.versions.node}`;
  console.log(`Node's headers are not installed; fetching npm's ${wanted} for them (43 MB) …`);
  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(`${folder}-`);
  try {
    npm(['pack', wanted, '--silent'], { cwd: work });
    const archive = readdirSync(work).find((name) => name.endsWith('.tgz'));
    if (!archive) throw new Error(`npm pack ${wanted} left no archive`);
    spawnSync('tar', ['-xzf', archive, '--strip-components=1', 'package/include'], { cwd: work });
    rmSync(join(work, archive));
    if (!hasHeaders(work)) throw new Error(`${wanted} holds no headers`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
