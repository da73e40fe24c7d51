import { JSON_OPTION, readArguments, SOCKET_OPTION, socketPath } from './arguments.ts';
import { withAgent } from './connect.ts';
import { filePath } from './create.ts';
import { inFile, readXml } from './readFile.ts';
import { EXIT_DONE, printJson, printLine, type Terminal } from './terminal.ts';

export async function define(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { options, words } = readArguments(argv, { ...SOCKET_OPTION, ...JSON_OPTION }, ['FILE']);
  const [file = ''] = words;
  const request = { xml: readXml(file), ...filePath(file) };
  const domain = await inFile(file, () =>
    withAgent(socketPath(terminal, options), (agent) => agent.request('define', request)),
  );
  if (options.json) printJson(terminal, domain);
  else printLine(terminal, `Domain '${domain.name}' defined from ${file}`);
  return EXIT_DONE;
}
