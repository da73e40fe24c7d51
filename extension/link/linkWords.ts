import type { L10n } from '../l10n.ts';
import type { LinkState, UnlinkedKind } from './linkState.ts';

/** What a state means to the user, and the one thing to do about it. */
export interface LinkWords {
  /** A few words, for a status bar. */
  readonly short: string;
  readonly text: string;
  /** A command line that leads on, where there is one: to be read and run by the user, never by us. */
  readonly command?: string;
}

export function linkWords(state: LinkState, socket: string, l10n: L10n): LinkWords {
  switch (state.kind) {
    case 'connecting':
      return { short: l10n.t('connecting'), text: l10n.t('Connecting to the agent at {0} …', socket) };
    case 'connected':
      return { short: l10n.t('connected'), text: l10n.t('Connected to the agent {0}.', state.agent.version) };
    default:
      return unlinkedWords(state.kind, socket, l10n);
  }
}

const RUN_AGENT = 'sudo virtcell agent run';

function unlinkedWords(kind: UnlinkedKind, socket: string, l10n: L10n): LinkWords {
  switch (kind) {
    case 'not-installed':
      return {
        short: l10n.t('no agent'),
        text: l10n.t('No agent is installed: nothing is at {0}. It starts with: {1}', socket, RUN_AGENT),
        command: RUN_AGENT,
      };
    case 'stopped':
      return {
        short: l10n.t('agent stopped'),
        text: l10n.t('The agent does not run: nobody answers at {0}. It starts with: {1}', socket, RUN_AGENT),
        command: RUN_AGENT,
      };
    case 'denied': {
      const join = 'sudo usermod -aG virtcell "$USER"';
      return {
        short: l10n.t('agent denies access'),
        text: l10n.t('You may not use the agent at {0}. Join its group, then log in again: {1}', socket, join),
        command: join,
      };
    }
    case 'wrong-version':
      return {
        short: l10n.t('agent of another version'),
        text: l10n.t(
          'The agent at {0} speaks another version than this extension. Update the older of the two.',
          socket,
        ),
      };
  }
}
