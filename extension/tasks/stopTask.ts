import { VirtcellError } from '../../protocol/errors.ts';
import type { DomainEntry } from '../../protocol/methods.ts';
import type { L10n } from '../l10n.ts';
import type { AgentLink } from '../link/agentLink.ts';
import { isRunning } from '../machines/domainState.ts';
import type { MachineList } from '../machines/machineList.ts';
import { knownDomain } from './knownDomain.ts';
import type { TaskAim } from './taskAim.ts';
import type { TaskWork } from './taskTerminal.ts';

export interface StopDeps {
  readonly link: Pick<AgentLink, 'request' | 'onState'>;
  readonly machines: Pick<MachineList, 'onChange'>;
}

/** Shuts a domain down, or forces it off, and ends when it is off. The guest may take its time; who waits may stop waiting. */
export const stopTask =
  ({ link, machines }: StopDeps, aim: Extract<TaskAim, { action: 'stop' }>, l10n: L10n): TaskWork =>
  async (say, signal) => {
    const waiting = new AbortController();
    const giveUp = (): void => waiting.abort();
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      const domain = await knownDomain(link, aim.domain);
      if (!domain || !isRunning(domain)) {
        say(l10n.t('{0} does not run.', aim.domain));
        return true;
      }
      const off = whenOff({ link, machines }, domain, waiting.signal);
      say(aim.force ? l10n.t('Forcing off {0}', domain.name) : l10n.t('Asking {0} to shut down', domain.name));
      const ref = { name: domain.uuid, owner: domain.owner };
      await Promise.race([off, link.request(aim.force ? 'destroy' : 'shutdown', ref)]);
      const isOff = await off;
      say(isOff ? l10n.t('{0} is off.', domain.name) : l10n.t('{0} may still run.', domain.name));
      return isOff;
    } catch (error) {
      if (!(error instanceof VirtcellError)) throw error;
      say(error.data.hint ? `${error.message}\n${error.data.hint}` : error.message);
      return false;
    } finally {
      giveUp();
      signal.removeEventListener('abort', giveUp);
    }
  };

/** True once it is off; false when nobody waits any more, or the agent that would tell is gone. */
function whenOff({ link, machines }: StopDeps, { uuid, owner }: DomainEntry, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isOff: boolean): void => {
      for (const subscription of subscriptions) subscription.dispose();
      resolve(isOff);
    };
    const giveUp = (): void => end(false);
    const subscriptions = [
      machines.onChange((change) => {
        const domain = change?.domain;
        if (domain?.uuid === uuid && domain.owner === owner && !isRunning(domain)) end(true);
      }),
      link.onState(({ kind }) => {
        if (kind !== 'connected') giveUp();
      }),
    ];
    signal.addEventListener('abort', giveUp, { once: true });
  });
}
