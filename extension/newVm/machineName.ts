import { basename } from 'node:path';
import { fileNames } from './newVm.ts';

/** A name that is the name of files too, and needs no quotes anywhere. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._+-]{0,62}$/;

/** Whether a machine may be called so where these files are. */
export const nameProblem = (name: string, present: readonly string[]): 'form' | 'taken' | undefined => {
  if (!NAME.test(name)) return 'form';
  return Object.values(fileNames(name)).some((file) => present.includes(file)) ? 'taken' : undefined;
};

/** From the image's name, with a number where there is such a machine already. */
export function proposedName(image: string, present: readonly string[]): string {
  const plain = basename(image)
    .replace(/\.(iso|img|qcow2|raw)$/i, '')
    .replace(/[^A-Za-z0-9._+-]+/g, '-')
    .slice(0, 50)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
  const name = plain || 'vm';
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name}-${n}`;
    if (!nameProblem(candidate, present)) return candidate;
  }
}
