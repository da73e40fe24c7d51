import { existsSync } from 'node:fs';
import { readArguments, SOCKET_OPTION, socketPath, UsageError } from './arguments.ts';
import { EXIT_DONE, printLine, type Terminal } from './terminal.ts';

const DEFAULT_CONFIG = '/etc/virtcell/agent.json';
const DEFAULT_STATE_DIR = '/var/lib/virtcell';
const DEFAULT_RUN_DIR = '/run/virtcell';

const OPTIONS = {
  ...SOCKET_OPTION,
  'state-dir': { type: 'string' },
  'run-dir': { type: 'string' },
  config: { type: 'string' },
} as const;

/** Serves until SIGTERM or SIGINT. Domains go on running without it. */
export async function agent(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { options, words } = readArguments(argv, OPTIONS, ['run']);
  if (words[0] !== 'run') throw new UsageError(`${words[0]}: there is only agent run`);
  const config = options.config ?? (existsSync(DEFAULT_CONFIG) ? DEFAULT_CONFIG : undefined);
  const { runAgent } = await import('../main.ts');
  const stop = nextStopSignal();
  const running = await runAgent({
    socket: socketPath(terminal, options),
    stateDir: options['state-dir'] ?? DEFAULT_STATE_DIR,
    runDir: options['run-dir'] ?? DEFAULT_RUN_DIR,
    ...(config !== undefined && { config }),
  });
  // One line for who started it, a service manager or a script: from here on clients may connect.
  printLine(terminal, JSON.stringify({ ready: true, socket: running.socket }));
  await stop;
  await running.close();
  return EXIT_DONE;
}

/** A second signal ends the process at once, as it would have without this. */
function nextStopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGTERM', stop).off('SIGINT', stop);
      resolve();
    };
    process.on('SIGTERM', stop).on('SIGINT', stop);
  });
}
