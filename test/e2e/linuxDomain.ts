import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../scripts/prepare/cacheFolder.mjs';
import { fillSample } from '../../scripts/start/fillSample.mjs';

/** The sample that boots a Linux, as `npm start` writes it into its workspace. */
export const linuxDomain = (): string =>
  fillSample(
    readFileSync(fileURLToPath(new URL('../../samples/linux.domain.xml', import.meta.url)), 'utf8'),
    cacheFolder(),
  );
