import { lstat } from 'node:fs/promises';

/** What was last seen of paths of the host: by lstat, which opens nothing. */
export class SeenPaths {
  readonly #missing = new Map<string, boolean>();
  readonly #isMissing: (path: string) => Promise<boolean>;

  constructor(look = nothingIsThere) {
    this.#isMissing = look;
  }

  /** False where nobody looked yet. */
  isMissing(path: string): boolean {
    return this.#missing.get(path) ?? false;
  }

  /** Looks at paths, all at once: they may lie on a file server. */
  async look(paths: readonly string[]): Promise<void> {
    const seen = await Promise.all(paths.map(async (path) => [path, await this.#isMissing(path)] as const));
    for (const [path, isMissing] of seen) this.#missing.set(path, isMissing);
  }
}

/** What this user may not look at is no reason to say anything. */
async function nothingIsThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
  }
}
