import { rm, writeFile } from 'node:fs/promises';
import { createArguments } from '../disks/qemuImg.ts';
import { fatImage } from './fatImage.ts';
import type { NewVmPlan } from './newVm.ts';

/** The label by which cloud-init knows its disk. */
const SEED_LABEL = 'CIDATA';

/** Carries a plan out; the XML comes last, so that where it is all is. What was made goes when something fails. */
export async function makeFiles(
  { files, xmlPath, xml }: NewVmPlan,
  qemuImg: (args: readonly string[]) => Promise<void>,
): Promise<void> {
  const made: string[] = [];
  try {
    for (const file of files) {
      // Before anything else could be at this path, and so that only what is ours is removed.
      await writeFile(file.path, file.kind === 'seed' ? fatImage(SEED_LABEL, file.files) : '', NEW_FILE);
      made.push(file.path);
      if (file.kind === 'disk') await qemuImg(createArguments(file));
    }
    await writeFile(xmlPath, xml, { flag: 'wx' });
  } catch (error) {
    for (const path of made) await rm(path, { force: true });
    throw error;
  }
}

/** Nothing is replaced, and a seed holds a password. */
const NEW_FILE = { flag: 'wx', mode: 0o600 } as const;
