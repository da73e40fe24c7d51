import { VirtcellError } from '../../protocol/errors.ts';
import type { DomainEntry } from '../../protocol/methods.ts';
import type { L10n } from '../l10n.ts';
import type { AgentLink } from '../link/agentLink.ts';
import { isRunning } from './domainState.ts';

/** What is asked of a domain in one request, by the names of their commands. */
export const LIFE_VERBS = [
  'shutDown',
  'reboot',
  'suspend',
  'resume',
  'reset',
  'forceOff',
  'undefine',
  'autostartOn',
  'autostartOff',
] as const;
export type LifeVerb = (typeof LIFE_VERBS)[number];

/** Asks the agent; resolves when it is done, or, of what the guest decides about, when the guest was asked. */
export function askFor(
  verb: LifeVerb,
  link: Pick<AgentLink, 'request'>,
  { uuid, owner }: DomainEntry,
): Promise<unknown> {
  const domain = { name: uuid, owner };
  switch (verb) {
    case 'shutDown':
      return link.request('shutdown', domain);
    case 'forceOff':
      return link.request('destroy', domain);
    case 'autostartOn':
      return link.request('autostart', { ...domain, enabled: true });
    case 'autostartOff':
      return link.request('autostart', { ...domain, enabled: false });
    default:
      return link.request(verb, domain);
  }
}

/** What is under way, for as long as the request takes. */
export function doingWords(verb: LifeVerb, { name }: DomainEntry, l10n: L10n): string {
  switch (verb) {
    case 'shutDown':
      return l10n.t('Asking {0} to shut down', name);
    case 'reboot':
      return l10n.t('Asking {0} to reboot', name);
    case 'suspend':
      return l10n.t('Pausing {0}', name);
    case 'resume':
      return l10n.t('Resuming {0}', name);
    case 'reset':
      return l10n.t('Resetting {0}', name);
    case 'forceOff':
      return l10n.t('Forcing off {0}', name);
    case 'undefine':
      return l10n.t('Undefining {0}', name);
    case 'autostartOn':
    case 'autostartOff':
      return l10n.t('Changing the autostart of {0}', name);
  }
}

/** The question before what cannot be taken back, and its yes. */
export interface Confirmation {
  readonly question: string;
  readonly detail: string;
  readonly yes: string;
}

export function confirmationOf(verb: LifeVerb, domain: DomainEntry, l10n: L10n): Confirmation | undefined {
  const { name } = domain;
  switch (verb) {
    case 'forceOff':
      return {
        question: l10n.t('Force off {0}?', name),
        detail: l10n.t('The guest is not asked. What it has not written to its disks is lost.'),
        yes: l10n.t('Force Off'),
      };
    case 'reset':
      return {
        question: l10n.t('Reset {0}?', name),
        detail: l10n.t('As by its reset button: what the guest has not written to its disks is lost.'),
        yes: l10n.t('Reset'),
      };
    case 'undefine':
      return { question: l10n.t('Undefine {0}?', name), detail: whatStays(domain, l10n), yes: l10n.t('Undefine') };
    default:
      return undefined;
  }
}

function whatStays(domain: DomainEntry, l10n: L10n): string {
  const file = domain.definition?.file;
  const xml = file ? l10n.t('{0} stays as it is.', file) : l10n.t('Its XML is in no file, and is lost.');
  return isRunning(domain) ? `${xml} ${l10n.t('It goes on running, and is gone when it ends.')}` : xml;
}

/** Why it cannot be asked of the domain as it is, with what to do first. The palette offers more than the tree. */
export function refusalOf(verb: LifeVerb, domain: DomainEntry, l10n: L10n): VirtcellError | undefined {
  const { name, state } = domain;
  if (verb === 'undefine' || verb === 'autostartOn' || verb === 'autostartOff') {
    if (domain.definition) return undefined;
    const message = l10n.t('{0} is not defined, it only runs.', name);
    return new VirtcellError({ code: 'domain-not-found', message, hint: l10n.t('Define it from its file first.') });
  }
  if (!isRunning(domain)) {
    return new VirtcellError({ code: 'domain-not-running', message: l10n.t('{0} does not run.', name) });
  }
  if (verb === 'resume' && state !== 'paused') {
    return new VirtcellError({ code: 'domain-state', message: l10n.t('{0} is not paused.', name) });
  }
  if (state === 'paused' && (verb === 'shutDown' || verb === 'reboot')) {
    const message = l10n.t('{0} is paused, so its guest cannot be asked.', name);
    return new VirtcellError({ code: 'domain-state', message, hint: l10n.t('Resume it first.') });
  }
  return undefined;
}
