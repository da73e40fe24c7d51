import type { ChangedDevice, NodeChange } from '../../protocol/methods.ts';
import { domainReference, JSON_OPTION, OWNER_OPTION, readArguments, SOCKET_OPTION, socketPath } from './arguments.ts';
import { withAgent } from './connect.ts';
import { inFile, readXml } from './readFile.ts';
import { EXIT_DONE, printJson, printLine, type Terminal } from './terminal.ts';

export const attachDevice = (argv: readonly string[], terminal: Terminal): Promise<number> =>
  change('attachDevice', 'attached', argv, terminal);

export const detachDevice = (argv: readonly string[], terminal: Terminal): Promise<number> =>
  change('detachDevice', 'detached', argv, terminal);

async function change(
  method: 'attachDevice' | 'detachDevice',
  done: string,
  argv: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const accepted = { ...SOCKET_OPTION, ...JSON_OPTION, ...OWNER_OPTION };
  const { options, words } = readArguments(argv, accepted, ['NAME', 'FILE']);
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
