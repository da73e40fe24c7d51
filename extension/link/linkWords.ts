import type { L10n } from '../l10n.ts';
import { quoted } from './installation.ts';
import type { LinkState, UnlinkedKind } from './linkState.ts';
import { SYSTEM_SOCKET } from './socketPath.ts';

/** What a state means to the user, and the one thing to do about it. */
export interface LinkWords {
  /** A few words, for a status bar. */
  readonly short: string;
  readonly text: string;
  /** A command line that leads on, where there is one: to be read and run by the user, never by us. */
  readonly command?: string;
  /** There is more than one way, and a page that tells them. */
  readonly hasGuide?: true;
}

/** Where the agent is looked for, and what installs one, see installCommand. */
export interface AgentPlace {
  readonly socket: string;
  readonly install: string | undefined;
}

export function linkWords(state: LinkState, place: AgentPlace, l10n: L10n): LinkWords {
  switch (state.kind) {
    case 'connecting':
      return { short: l10n.t('connecting'), text: l10n.t('Connecting to the agent at {0} …', place.socket) };
    case 'connected':
      return { short: l10n.t('connected'), text: l10n.t('Connected to the agent {0}.', state.agent.version) };
    default:
      return unlinkedWords(state.kind, place, l10n);
  }
}

function unlinkedWords(kind: UnlinkedKind, { socket, install }: AgentPlace, l10n: L10n): LinkWords {
  switch (kind) {
    case 'not-installed': {
      const short = l10n.t('no agent');
      const nothing = l10n.t('No agent is installed: nothing is at {0}.', socket);
      if (install === undefined) return { short, text: nothing, hasGuide: true };
      return { short, text: `${nothing} ${l10n.t('This installs one: {0}', install)}`, command: install };
    }
    case 'stopped': {
      // An agent at another socket than the service's was started by hand.
      const start = `sudo virtcell agent ${socket === SYSTEM_SOCKET ? 'start' : 'run'}`;
      return {
        short: l10n.t('agent stopped'),
        text: l10n.t('The agent does not run: nobody answers at {0}. It starts with: {1}', socket, start),
        command: start,
      };
    }
    case 'denied': {
      // Groups are those of the login, and the group counts from the next one on; the entry for the user counts at once.
      const now = `sudo setfacl -m "u:$USER:rw" ${quoted(socket)}`;
      const letIn = socket === SYSTEM_SOCKET ? `sudo usermod -aG virtcell "$USER" && ${now}` : now;
      return {
        short: l10n.t('agent denies access'),
        text: l10n.t('You may not use the agent at {0}. This lets you in, without another login: {1}', socket, letIn),
        command: letIn,
      };
    }
    case 'wrong-version': {
      const short = l10n.t('agent of another version');
      const other = l10n.t('The agent at {0} speaks another version than this extension.', socket);
      if (install === undefined)
        return { short, text: `${other} ${l10n.t('Update the older of the two.')}`, hasGuide: true };
      return {
        short,
        text: `${other} ${l10n.t('This installs the one that goes with it: {0}', install)}`,
        command: install,
      };
    }
  }
}
