import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import type { AgentContext } from '../agentContext.ts';
import { type AgentPaths, quarantineDir } from '../agentPaths.ts';
import { readKept } from './keptFile.ts';

/** Beside what was moved: where it was, and why it is not there any more. */
const NOTE = 'why.json';
const MAX_NOTE = 64 << 10;

const note = z.strictObject({ path: z.string(), why: z.string() });
export type Quarantined = z.infer<typeof note>;

/**
 * Moves what cannot be used to where nothing overwrites it, each into a folder of its own: root may mend it and put it
 * back. Nothing of it is opened. What cannot be moved stays, and is not used either.
 *
 * @param of the agent's folder that it is in
 * @param beside files that belong to it, where there are any
 */
export function quarantine(
  agent: AgentContext,
  of: keyof AgentPaths,
  path: string,
  error: unknown,
  beside: readonly string[] = [],
): void {
  const why = error instanceof Error ? error.message : String(error);
  agent.log(`${path} is not taken in`, error);
  try {
    const all = quarantineDir(agent.paths, of);
    mkdirSync(all, { recursive: true, mode: 0o700 });
    const folder = mkdtempSync(join(all, 'kept-'));
    writeFileSync(join(folder, NOTE), JSON.stringify({ path, why: why.slice(0, 1000) }), { mode: 0o600, flag: 'wx' });
    for (const each of [path, ...beside]) {
      if (isThere(each)) renameSync(each, join(folder, basename(each)));
    }
    agent.log(`${path} is in ${folder} now`);
  } catch (failure) {
    agent.log(`${path} cannot be moved to the quarantine`, failure);
  }
}

/** What was moved and is there still. */
export function quarantined(paths: AgentPaths, of: keyof AgentPaths): (Quarantined & { readonly folder: string })[] {
  const root = quarantineDir(paths, of);
  if (!existsSync(root)) return [];
  return readdirSync(root).map((name) => ({ ...readNote(join(root, name)), folder: join(root, name) }));
}

function readNote(folder: string): Quarantined {
  try {
    return note.parse(JSON.parse(readKept(join(folder, NOTE), MAX_NOTE)));
  } catch {
    return { path: folder, why: 'nothing says why it is here' };
  }
}

/** Also a link that leads nowhere. */
const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
