import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../scripts/prepare/cacheFolder.mjs';
import { fillSample } from '../../scripts/start/fillSample.mjs';

/** A sample as it is in the tree. */
export const sample = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../samples/${name}.domain.xml`, import.meta.url)), 'utf8');

/** The sample that boots a Linux, as `npm start` writes it into its workspace. */
export const linuxDomain = (): string => fillSample(sample('linux'), cacheFolder());
