import type { ConsoleMode } from '../../protocol/console.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { domainReference, OWNER_OPTION, readArguments, SOCKET_OPTION, socketPath, UsageError } from './arguments.ts';
import { openWebSocket } from './connect.ts';
import { ConsoleRelay, type Ending, type RelayOptions } from './consoleRelay.ts';
import { enterRawMode } from './rawMode.ts';
import { EXIT_DONE, printable, printNote, type Terminal } from './terminal.ts';
import { TextSearch } from './textSearch.ts';

const ESCAPE_NOTE = 'Escape character is ^] (Ctrl + ])';

const OPTIONS = {
  ...SOCKET_OPTION,
  ...OWNER_OPTION,
  force: { type: 'boolean' },
  'read-only': { type: 'boolean' },
  until: { type: 'string' },
} as const;

/**
 * Attaches the terminal to a console, its output from the beginning. Typed: Ctrl-] alone detaches, every other key is
 * the guest's. From a pipe or file: detaches when the input has ended and the output until then is shown, or, with
 * `--until TEXT`, when TEXT appears after the input, or, without any input, anywhere.
 */
export async function console(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { options, words } = readArguments(argv, OPTIONS, ['NAME', '[ALIAS]']);
  if (options.force && options['read-only']) throw new UsageError('--force and --read-only exclude each other');
  if (options.until === '') throw new UsageError('--until takes a text');
  const mode = options.force ? 'force' : options['read-only'] ? 'read' : 'write';
  const domain = domainReference(words, options);
  const typed = terminal.stdin.isTTY === true;
  const relayOptions: RelayOptions = {
    readOnly: mode === 'read',
    // A raw terminal does not go back to the line's beginning by itself.
    note: (line) => terminal.stderr.write(typed ? `\r\n${printable(line)}\r\n` : `${printable(line)}\n`),
    ...(options.until !== undefined && { until: new TextSearch(options.until) }),
  };
  const relay = await openWebSocket(
    socketPath(terminal, options),
    route(domain, words[1], mode),
    (socket) => new ConsoleRelay(socket, terminal, relayOptions),
  );
  const restore = typed ? enterRawMode() : () => {};
  try {
    if (typed) terminal.stderr.write(`Connected to domain '${printable(domain.name)}'\r\n${ESCAPE_NOTE}\r\n`);
    const ending = await relay.ending;
    if (options.until !== undefined && ending !== 'found') throw notFound(options.until, ending);
    return EXIT_DONE;
  } finally {
    relay.close();
    restore();
    if (typed) printNote(terminal, '');
  }
}

function route(domain: { name: string; owner?: number }, alias: string | undefined, mode: ConsoleMode): string {
  const search = new URLSearchParams({ protocol: String(PROTOCOL_VERSION), name: domain.name, mode });
  if (domain.owner !== undefined) search.set('owner', String(domain.owner));
  if (alias !== undefined) search.set('alias', alias);
  return `/console?${search}`;
}

function notFound(text: string, ending: Ending): VirtcellError {
  const how = ending === 'ended' ? 'The domain ended' : 'The console was detached';
  return new VirtcellError({
    code: ending === 'ended' ? 'domain-not-running' : 'agent-closed',
    message: `${how} before ${JSON.stringify(text)} was seen.`,
  });
}
