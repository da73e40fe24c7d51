import type { ChangedDevice, NodeChange } from '../../../protocol/methods.ts';
import { type Arguments, type DomainOptions, domainReference, type Flags, socketPath } from '../arguments.ts';
import { withAgent } from '../connect.ts';
import { inFile, readXml } from '../readFile.ts';
import { EXIT_DONE, printJson, printLine, type Terminal } from '../terminal.ts';

type Given = Arguments<Flags<'json'> & DomainOptions>;

export const attachDevice = (given: Given, terminal: Terminal): Promise<number> =>
  change('attachDevice', 'attached', given, terminal);

export const detachDevice = (given: Given, terminal: Terminal): Promise<number> =>
  change('detachDevice', 'detached', given, terminal);

async function change(
  method: 'attachDevice' | 'detachDevice',
  done: string,
  { options, words }: Given,
  terminal: Terminal,
): Promise<number> {
  const [, file = ''] = words;
  const request = { ...domainReference(words, options), xml: readXml(file) };
  const changed = await inFile(file, () =>
    withAgent(socketPath(terminal, options), (agent) => agent.request(method, request)),
  );
  if (options.json) printJson(terminal, changed);
  else print(terminal, changed, done);
  return EXIT_DONE;
}

function print(terminal: Terminal, { alias, nodes }: ChangedDevice, done: string): void {
  printLine(terminal, `Device '${alias}' ${done}`);
  for (const node of nodes) printLine(terminal, `  ${changeText(node)}`);
}

const WORDS: Readonly<Record<NodeChange['kind'], string>> = { make: 'made', replace: 'replaced', remove: 'removed' };

export const changeText = ({ kind, path }: NodeChange): string => `${WORDS[kind]} ${path}`;
