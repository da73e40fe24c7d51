import { existsSync } from 'node:fs';
import { VirtcellError } from '../../../protocol/errors.ts';
import { isInInitsMountNamespace } from '../../host/mountNamespaces.ts';
import { type Arguments, type Flags, socketPath, type Texts } from '../arguments.ts';
import { EXIT_DONE, printLine, type Terminal } from '../terminal.ts';

const DEFAULT_CONFIG = '/etc/virtcell/agent.json';
const DEFAULT_STATE_DIR = '/var/lib/virtcell';
const DEFAULT_RUN_DIR = '/run/virtcell';

/** Serves until SIGTERM or SIGINT. Domains go on running without it. */
export async function agentRun(
  { options }: Arguments<Texts<'socket' | 'state-dir' | 'run-dir' | 'config'> & Flags<'service'>>,
  terminal: Terminal,
): Promise<number> {
  // systemd tells the very process that it starts, systemd.exec(5). INVOCATION_ID is in every shell below a service too.
  const isService = options.service === true || terminal.env.SYSTEMD_EXEC_PID === String(process.pid);
  requireInitsMounts(isService);
  // Whoever started it may have had another: the folders that it makes are everybody's to enter.
  if (isService) process.umask(0o022);
  const config = options.config ?? (existsSync(DEFAULT_CONFIG) ? DEFAULT_CONFIG : undefined);
  // Before anything is loaded that has native code.
  if (isService) (await import('../../install/trustedRelease.ts')).requireTrustedRelease(config);
  const { runAgent } = await import('../../main.ts');
  const stop = nextStopSignal();
  const running = await runAgent({
    socket: socketPath(terminal, options),
    stateDir: options['state-dir'] ?? DEFAULT_STATE_DIR,
    runDir: options['run-dir'] ?? DEFAULT_RUN_DIR,
    ...(config !== undefined && { config }),
  });
  // One line for who started it, a service manager or a script: from here on clients may connect.
  printLine(terminal, JSON.stringify({ ready: true, socket: running.socket }));
  await tellServiceManager(terminal.env.NOTIFY_SOCKET);
  await stop;
  await running.close();
  return EXIT_DONE;
}

/**
 * A service in a mount namespace of its own would plan from another mount table than the host's, and its VMs would end
 * with it. By hand it may be so: a test, a look around.
 */
function requireInitsMounts(isService: boolean): void {
  if (isInInitsMountNamespace() !== false) return;
  const message = 'the agent is not in init’s mount namespace: it plans from the mounts that it sees itself';
  const hint = 'Start it without PrivateTmp, ProtectSystem and their like.';
  if (isService) throw new VirtcellError({ code: 'caller-refused', message, hint });
  process.stderr.write(`${JSON.stringify({ log: message })}\n`);
}

/** sd_notify(3), so that whoever waits for the service's start waits for its socket. */
async function tellServiceManager(socket: string | undefined): Promise<void> {
  if (!socket) return;
  const { sendDatagram } = await import('../../linux/socket.ts');
  sendDatagram(socket, new TextEncoder().encode('READY=1'));
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
