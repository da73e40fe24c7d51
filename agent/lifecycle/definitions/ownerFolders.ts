import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { whyNotOurs } from './keptFile.ts';

/** A folder `ROOT/OWNER`, named as a uid. */
export interface OwnerFolder {
  readonly name: string;
  readonly path: string;
  /** Why what is in it is not the agent's word, if it is not. */
  readonly problem: string | undefined;
}

/** Anything beside these, a `lost+found`, is nobody's. */
export const ownersIn = (root: string): Pick<OwnerFolder, 'name' | 'path'>[] =>
  readdirSync(root)
    .filter((name) => /^\d{1,10}$/.test(name))
    .map((name) => ({ name, path: join(root, name) }));

export const ownerFolders = (root: string): OwnerFolder[] =>
  ownersIn(root).map(({ name, path }) => ({ name, path, problem: whyNotOurFolder(path) }));

/** What stands in those that are the agent's. */
export const entriesByOwner = (root: string): OwnersEntry[] =>
  ownerFolders(root)
    .filter(({ problem }) => problem === undefined)
    .flatMap(entriesOf);

export interface OwnersEntry {
  readonly owner: number;
  readonly path: string;
}

export const entriesOf = ({ name, path }: Pick<OwnerFolder, 'name' | 'path'>): OwnersEntry[] =>
  readdirSync(path).map((entry) => ({ owner: Number(name), path: join(path, entry) }));

/** A link is none, wherever it leads. */
export function whyNotOurFolder(path: string): string | undefined {
  const stats = lstatSync(path);
  return stats.isDirectory() ? whyNotOurs(stats) : 'it is no folder';
}
