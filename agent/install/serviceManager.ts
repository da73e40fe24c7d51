import { existsSync } from 'node:fs';
import { startAgent, stopAgent } from './agentProcess.ts';
import type { Places } from './places.ts';
import { hasProgram, run, succeeds } from './run.ts';

/** Who starts the agent at boot. `none`: nobody, it is started by hand. */
export type ServiceManager = 'systemd' | 'init' | 'none';

/** Says which is in charge, and not which is installed: sd_booted(3) looks at the same folder. */
export function serviceManager(): ServiceManager {
  if (existsSync('/run/systemd/system')) return 'systemd';
  return existsSync('/etc/init.d') ? 'init' : 'none';
}

const UNIT = 'virtcell.service';
/** Debian's, and of those that come from it. */
const UPDATE_RC = 'update-rc.d';

/** Whether systemd runs it: what is at the socket may be an agent that somebody started by hand. */
const isActive = (): boolean => succeeds('systemctl', 'is-active', '--quiet', UNIT);

/** Whether systemd has its file. */
const isKnown = (): boolean => succeeds('systemctl', 'cat', UNIT);

/** Whether anybody here would start it at boot: a script alone is not enough. */
export const startsAtBoot = (manager: ServiceManager): boolean =>
  manager === 'systemd' || (manager === 'init' && hasProgram(UPDATE_RC));

/** After its file was removed. */
export function reload(manager: ServiceManager): void {
  if (manager === 'systemd') run('systemctl', 'daemon-reload');
}

export function enable(manager: ServiceManager): void {
  if (manager === 'systemd') {
    run('systemctl', 'daemon-reload');
    run('systemctl', 'enable', '--quiet', UNIT);
  } else run(UPDATE_RC, 'virtcell', 'defaults');
}

/** Its file may be gone already, of an uninstallation that broke off. */
export function disable(manager: ServiceManager): void {
  if (manager === 'systemd') {
    if (succeeds('systemctl', 'is-enabled', '--quiet', UNIT)) run('systemctl', 'disable', '--quiet', UNIT);
  } else if (startsAtBoot(manager)) run(UPDATE_RC, '-f', 'virtcell', 'remove');
}

/** Resolves once the agent serves. systemctl has a deadline of its own, and ends by Ctrl-C itself. */
export async function start(manager: ServiceManager, places: Places, interrupted?: AbortSignal): Promise<void> {
  if (manager !== 'systemd') return startAgent(places, interrupted);
  // The unit may be another than a moment ago.
  run('systemctl', 'daemon-reload');
  // Not start: one that runs without its socket, and so was not seen, would go on as the old release.
  try {
    run('systemctl', 'restart', UNIT);
  } catch (error) {
    // Restart=on-failure would go on trying, also once its files are taken away.
    succeeds('systemctl', 'stop', UNIT);
    throw error;
  }
}

/** Resolves once the agent has ended; false when there was none. */
export async function stop(manager: ServiceManager, places: Places): Promise<boolean> {
  const isItsOwn = manager === 'systemd' && isActive();
  // Also one that is not active: it may be about to be started again, since it failed.
  if (manager === 'systemd' && isKnown()) run('systemctl', 'stop', UNIT);
  return (await stopAgent(places.socket)) || isItsOwn;
}
