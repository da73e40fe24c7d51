import type { DomainEntry, DomainState } from '../../protocol/methods.ts';
import type { L10n } from '../l10n.ts';

/** Whether a QEMU is there for it. */
export const isRunning = ({ state }: Pick<DomainEntry, 'state'>): boolean =>
  state === 'running' || state === 'paused' || state === 'in shutdown' || state === 'starting';

/** What can be asked of a domain, in the words of the manifest's `when` clauses. */
export type Phase = 'off' | 'starting' | 'up' | 'paused' | 'stopping';

export function phaseOf(state: DomainState): Phase {
  switch (state) {
    case 'shut off':
    case 'crashed':
      return 'off';
    case 'starting':
      return 'starting';
    case 'running':
      return 'up';
    case 'paused':
      return 'paused';
    case 'in shutdown':
      return 'stopping';
  }
}

export function stateWords(state: DomainState, l10n: L10n): string {
  switch (state) {
    case 'shut off':
      return l10n.t('shut off');
    case 'starting':
      return l10n.t('starting');
    case 'paused':
      return l10n.t('paused');
    case 'running':
      return l10n.t('running');
    case 'in shutdown':
      return l10n.t('shutting down');
    case 'crashed':
      return l10n.t('crashed');
  }
}

/** A codicon for each, of different shape: a state is never told by colour alone. */
export function stateIcon(state: DomainState): string {
  switch (state) {
    case 'shut off':
      return 'vm-outline';
    case 'starting':
      return 'loading~spin';
    case 'paused':
      return 'debug-pause';
    case 'running':
      return 'vm-running';
    case 'in shutdown':
      return 'stop-circle';
    case 'crashed':
      return 'error';
  }
}
