import { resolve } from 'node:path';
import type { StartedDomain } from '../../../protocol/methods.ts';
import {
  type Arguments,
  type DomainOptions,
  domainReference,
  type Flags,
  socketPath,
  type Texts,
} from '../arguments.ts';
import { withAgent } from '../connect.ts';
import { inFile, readXml } from '../readFile.ts';
import { EXIT_DONE, printJson, printLine, type Terminal } from '../terminal.ts';

/** Defines and starts at once, as `virsh create`. */
export async function create(
  { options, words }: Arguments<Flags<'paused' | 'json'> & Texts<'socket'>>,
  terminal: Terminal,
): Promise<number> {
  const [file = ''] = words;
  const request = { xml: readXml(file), ...filePath(file), ...paused(options) };
  const domain = await inFile(file, () =>
    withAgent(socketPath(terminal, options), (agent) => agent.request('create', request)),
  );
  printStarted(terminal, domain, options.json, 'created');
  return EXIT_DONE;
}

export async function start(
  { options, words }: Arguments<Flags<'paused' | 'json'> & DomainOptions>,
  terminal: Terminal,
): Promise<number> {
  const request = { ...domainReference(words, options), ...paused(options) };
  const domain = await withAgent(socketPath(terminal, options), (agent) => agent.request('start', request));
  printStarted(terminal, domain, options.json, 'started');
  return EXIT_DONE;
}

const paused = (options: { readonly paused?: boolean }): { paused?: true } => (options.paused ? { paused: true } : {});

/** Standard input has no name under which the definition could be found again. */
export const filePath = (file: string): { file?: string } => (file === '-' ? {} : { file: resolve(file) });

function printStarted(terminal: Terminal, domain: StartedDomain, json: boolean | undefined, verb: string): void {
  if (json) {
    printJson(terminal, domain);
    return;
  }
  printLine(terminal, `Domain '${domain.name}' ${verb}${domain.state === 'paused' ? ', paused' : ''}`);
  for (const { alias, path } of domain.consoles) {
    if (path !== null) printLine(terminal, `  ${alias.padEnd(10)} ${path}`);
  }
}
