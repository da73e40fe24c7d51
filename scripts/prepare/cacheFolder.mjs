import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** Where downloads and what is made of them are kept: $VIRTCELL_CACHE, else virtcell below the user's cache folder. */
export function cacheFolder(env = process.env) {
  if (env.VIRTCELL_CACHE) return resolve(env.VIRTCELL_CACHE);
  // The XDG specification wants relative values ignored.
  const shared =
    env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME) ? env.XDG_CACHE_HOME : join(env.HOME || homedir(), '.cache');
  return join(shared, 'virtcell');
}
