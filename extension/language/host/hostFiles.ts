import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ifThere } from './ifThere.ts';

export interface FileQuestion {
  /** In which `*` stands for any characters. */
  readonly names: readonly string[];
  readonly folders: readonly string[];
  /** Where the document lies, if that is on this host. */
  readonly near: string | undefined;
  /** What was typed of the path. */
  readonly before: string;
}

export interface FoundFile {
  readonly path: string;
  readonly isFolder: boolean;
}

/** Files of such names: near the document, where such files are kept, and on the way of the path that is being typed. */
export async function hostFiles({ names, folders, near, before }: FileQuestion): Promise<FoundFile[]> {
  const isMeant = matching(names);
  const kept = await Promise.all(
    [...(near === undefined ? [] : [near]), ...folders].map((folder) => filesIn(folder, isMeant)),
  );
  const typed = before.startsWith('/') ? await onTheWay(before, isMeant) : [];
  const found = new Map(
    [...kept.flat().filter(({ isFolder }) => !isFolder), ...typed].map((file) => [file.path, file]),
  );
  return [...found.values()];
}

const onTheWay = (before: string, isMeant: (name: string) => boolean): Promise<FoundFile[]> =>
  filesIn(before.endsWith('/') ? before.slice(0, -1) || '/' : dirname(before), isMeant);

async function filesIn(folder: string, isMeant: (name: string) => boolean): Promise<FoundFile[]> {
  const entries = (await ifThere(() => readdir(folder, { withFileTypes: true }))) ?? [];
  return entries.flatMap((entry): FoundFile[] => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name.startsWith('.') ? [] : [{ path: `${path}/`, isFolder: true }];
    return (entry.isFile() || entry.isSymbolicLink()) && isMeant(entry.name) ? [{ path, isFolder: false }] : [];
  });
}

/** Whether a name is like one of several in which `*` stands for any characters. */
export function matching(names: readonly string[]): (name: string) => boolean {
  const expressions = names.map((name) => {
    const parts = name.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`);
  });
  return (name) => expressions.some((expression) => expression.test(name));
}
