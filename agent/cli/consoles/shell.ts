import { PROTOCOL_VERSION } from '../../../protocol/version.ts';
import { type Arguments, type DomainOptions, domainReference, socketPath } from '../arguments.ts';
import { openWebSocket } from '../connect.ts';
import { EXIT_DONE, EXIT_FAILED, printNote, type Terminal } from '../terminal.ts';
import { enterRawMode } from './rawMode.ts';
import { type ShellEnding, ShellRelay } from './shellRelay.ts';

/** What the agent takes for a terminal's kind; any other is left out. */
const TERM = /^[A-Za-z0-9][A-Za-z0-9+._-]{0,63}$/;

/** Of a terminal that does not say how large it is. */
const USUAL = { columns: 80, rows: 24 };

/**
 * A shell inside a running domain's mount namespace, as the user that its QEMU runs as. Typed: every key but Ctrl-] is
 * the shell's. From a pipe or file: the shell does what it reads, without echo and prompt.
 *
 * @returns the shell's exit code
 */
export async function shell({ options, words }: Arguments<DomainOptions>, terminal: Terminal): Promise<number> {
  const domain = domainReference(words, options);
  const typed = terminal.stdin.isTTY === true;
  let restore = (): void => undefined;
  const where = route(domain, typed ? terminal : undefined);
  const relay = await openWebSocket(socketPath(terminal, options), where, (socket) => {
    // Before the prompt comes, which may be at once.
    if (typed) {
      socket.once('open', () => {
        restore = enterRawMode();
      });
    }
    return new ShellRelay(socket, terminal);
  });
  let ending: ShellEnding;
  try {
    ending = await relay.ending;
  } finally {
    relay.close();
    restore();
  }
  return exitCode(ending, terminal);
}

function exitCode(ending: ShellEnding, terminal: Terminal): number {
  if (ending === 'left') {
    printNote(terminal, '\n[left]');
    return EXIT_DONE;
  }
  const { code, signal, reason } = ending;
  if (reason !== undefined) printNote(terminal, `[${reason}]`);
  // As a shell counts a command that a signal ended.
  return code ?? (signal === undefined ? EXIT_FAILED : 128 + signal);
}

function route(domain: { name: string; owner?: number }, terminal: Terminal | undefined): string {
  const search = new URLSearchParams({ protocol: String(PROTOCOL_VERSION), name: domain.name });
  if (domain.owner !== undefined) search.set('owner', String(domain.owner));
  if (terminal) {
    const { columns, rows } = terminal.stdout;
    search.set('columns', String(columns || USUAL.columns));
    search.set('rows', String(rows || USUAL.rows));
    const { TERM: term = '' } = terminal.env;
    if (TERM.test(term)) search.set('term', term);
  }
  return `/shell?${search}`;
}
