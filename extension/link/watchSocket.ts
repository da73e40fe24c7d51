import { existsSync, type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Disposable } from '../listeners.ts';

/**
 * Tells when something may have appeared at a path, from inotify(7). While the folder is not there, the nearest one
 * above is watched for the next on the way down; each event moves the watch as deep as it goes.
 */
export function watchSocket(path: string, changed: () => void): Disposable {
  return new SocketWatch(path, changed);
}

class SocketWatch implements Disposable {
  readonly #path: string;
  readonly #changed: () => void;
  #watcher: FSWatcher | undefined;
  #disposed = false;

  constructor(path: string, changed: () => void) {
    this.#path = path;
    this.#changed = changed;
    this.#watch();
  }

  dispose(): void {
    this.#disposed = true;
    this.#watcher?.close();
  }

  #watch(): void {
    if (this.#disposed) return;
    const { folder, name } = nearest(this.#path);
    let watcher: FSWatcher;
    try {
      // Not persistent: a watch must not keep a process alive.
      watcher = watch(folder, { persistent: false });
    } catch {
      // Gone since it was looked at, or out of watches: the user's "look again" remains.
      return;
    }
    this.#watcher = watcher;
    const moveOn = (): void => {
      if (this.#watcher !== watcher || this.#disposed) return;
      watcher.close();
      this.#watch();
      this.#changed();
    };
    watcher.on('change', (_kind, changedName) => {
      // The folder itself is named when it is taken away.
      if (changedName === null || changedName === name || changedName === basename(folder)) moveOn();
    });
    watcher.on('error', moveOn);
    // What came between looking and watching. Not told at once: who asks for the watch does not hold it yet.
    if (nearest(this.#path).folder !== folder) setImmediate(moveOn);
  }
}

/** The deepest folder on the way that exists, and the name in it that leads on. */
function nearest(path: string): { folder: string; name: string } {
  let at = path;
  for (;;) {
    const folder = dirname(at);
    if (existsSync(folder) || folder === at) return { folder, name: basename(at) };
    at = folder;
  }
}
