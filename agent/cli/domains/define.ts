import { type Arguments, type Flags, socketPath, type Texts } from '../arguments.ts';
import { withAgent } from '../connect.ts';
import { inFile, readXml } from '../readFile.ts';
import { EXIT_DONE, printJson, printLine, type Terminal } from '../terminal.ts';
import { filePath } from './create.ts';

export async function define(
  { options, words }: Arguments<Flags<'json'> & Texts<'socket'>>,
  terminal: Terminal,
): Promise<number> {
  const [file = ''] = words;
  const request = { xml: readXml(file), ...filePath(file) };
  const domain = await inFile(file, () =>
    withAgent(socketPath(terminal, options), (agent) => agent.request('define', request)),
  );
  if (options.json) printJson(terminal, domain);
  else printLine(terminal, `Domain '${domain.name}' defined from ${file}`);
  return EXIT_DONE;
}
