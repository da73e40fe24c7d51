#!/usr/bin/env node
/**
 * Holds what people read together for translators: in l10n/bundle.l10n.json every string of `l10n.t`, of `say` and of the
 * schema's table, in package.nls.json every key of the manifest.
 *
 *   node scripts/strings.mjs           fails where something is missing or left over
 *   node scripts/strings.mjs --write   writes the bundle anew
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { l10nStrings, messageStrings } from './strings/l10nStrings.mjs';
import { manifestProblems } from './strings/manifestKeys.mjs';
import { schemaTable, tableStrings } from './strings/tableStrings.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BUNDLE = join(ROOT, 'l10n/bundle.l10n.json');

/** What is said in each room whose words are shown in the editor. The agent, and what it sends, speaks English. */
const SPOKEN = { extension: [l10nStrings], 'domain-xml': [l10nStrings, messageStrings], plan: [messageStrings] };

const sourceStrings = () =>
  Object.entries(SPOKEN).flatMap(([room, readers]) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => {
        const source = readFileSync(join(ROOT, room, file), 'utf8');
        return readers.flatMap((read) => read(source, `${room}/${file}`));
      }),
  );

async function bundleText() {
  const inOrder = [...new Set([...sourceStrings(), ...tableStrings(await schemaTable(ROOT))])].sort();
  return `${JSON.stringify(Object.fromEntries(inOrder.map((text) => [text, text])), null, 2)}\n`;
}

const bundle = await bundleText();
if (process.argv.includes('--write')) {
  mkdirSync(dirname(BUNDLE), { recursive: true });
  writeFileSync(BUNDLE, bundle);
}
const isCurrent = existsSync(BUNDLE) && readFileSync(BUNDLE, 'utf8') === bundle;
const problems = [
  ...(isCurrent ? [] : ['l10n/bundle.l10n.json is not what the sources say: node scripts/strings.mjs --write']),
  ...manifestProblems(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
    JSON.parse(readFileSync(join(ROOT, 'package.nls.json'), 'utf8')),
  ),
];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`${Object.keys(JSON.parse(bundle)).length} strings to translate, and the manifest's`);
