import { describe, expect, test } from 'vitest';
import { commandLine } from '../../../plan/commandLine/commandLine.ts';
import { hardwareSamples } from './hardwareSamples.ts';
import { sampleDomains } from './sampleDomains.ts';

/** One option with its value a line. `vitest -u` rewrites the files when a change is meant. */
function asText(argv: readonly string[]): string {
  return argv.reduce((text, word) => (word.startsWith('-') ? `${text}\n${word}` : `${text} ${word}`)).concat('\n');
}

describe('the command line of each sample domain is as written down', () => {
  test.each(Object.entries(sampleDomains))('%s', async (name, domain) => {
    await expect(asText(commandLine(domain).argv)).toMatchFileSnapshot(`golden/${name}.args`);
  });

  test.each(Object.entries(hardwareSamples))('%s', async (name, { domain, options }) => {
    await expect(asText(commandLine(domain, options).argv)).toMatchFileSnapshot(`golden/${name}.args`);
  });
});
