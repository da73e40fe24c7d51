import { existsSync } from 'node:fs';
import { VirtcellError } from '../../protocol/errors.ts';
import { isInInitsMountNamespace } from '../host/mountNamespaces.ts';
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
  requireInitsMounts(terminal);
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

/**
 * A service in a mount namespace of its own would plan from another mount table than the host's, and its VMs would end
 * with it. By hand it may be so: a test, a look around.
 */
function requireInitsMounts(terminal: Terminal): void {
  if (isInInitsMountNamespace() !== false) return;
  const message = 'the agent is not in init’s mount namespace: it plans from the mounts that it sees itself';
  const hint = 'Start it without PrivateTmp, ProtectSystem and their like.';
  // systemd gives every service this variable, systemd.exec(5).
  if (terminal.env.INVOCATION_ID) throw new VirtcellError({ code: 'caller-refused', message, hint });
  process.stderr.write(`${JSON.stringify({ log: message })}\n`);
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
