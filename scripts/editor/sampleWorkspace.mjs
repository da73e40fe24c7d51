/** The folder that the demo's editor opens. */
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fillSample } from '../start/fillSample.mjs';

const SAMPLES = fileURLToPath(new URL('../../samples', import.meta.url));
const NAMES = ['linux', 'bootsector', 'devices'];

const README = `# A VM in its own /dev

1. In \`linux.domain.xml\` click **Start**, above \`<domain>\`.
   A Linux boots; its serial console opens beside, with the keyboard in it.
2. Click **Private /dev** in the same place: every node that QEMU has, and why.
   A reason leads to its line of the XML.
3. The machine is in the Machines view, on the left below the hexagon: from there it is shut down or forced off.

\`bootsector.domain.xml\` is the smallest guest there is, \`devices.domain.xml\` shows what puts nodes into a /dev.
Everything in this folder goes when the demo ends.
`;

/**
 * @param {string} folder  made here
 * @param {string} cache   where the guest lies
 * @param {{ uid?: number, gid?: number }} user
 */
export function writeSampleWorkspace(folder, cache, user) {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const files = NAMES.map((name) => /** @type {const} */ ([`${name}.domain.xml`, sample(name, cache)]));
  for (const [name, content] of [...files, /** @type {const} */ (['README.md', README])]) {
    writeFileSync(join(folder, name), content);
    if (user.uid !== undefined) chownSync(join(folder, name), user.uid, user.gid ?? user.uid);
  }
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid ?? user.uid);
}

const sample = (/** @type {string} */ name, /** @type {string} */ cache) =>
  fillSample(readFileSync(join(SAMPLES, `${name}.domain.xml`), 'utf8'), cache);
