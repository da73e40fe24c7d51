import type { ConsoleControl } from '../../protocol/console.ts';
import type { VirtcellError } from '../../protocol/errors.ts';
import type { L10n } from '../l10n.ts';
import type { ConsoleName } from './consoleRoute.ts';

/** What was attached, in the first line of its terminal. */
export function greeting(
  { name, alias }: ConsoleName,
  { path }: Extract<ConsoleControl, { kind: 'attached' }>,
  isNewcomer: boolean,
  l10n: L10n,
): string {
  const words = [name, alias, path];
  if (isNewcomer) words.push(l10n.t('closing this terminal leaves the guest running'));
  return words.join(' · ');
}

/** Where a session stands that could not attach, and what its terminal says of it: why, and what Enter does. */
export function whyNotAttached(
  { code, data }: VirtcellError,
  { name, alias }: ConsoleName,
  l10n: L10n,
): { readonly state: 'inactive' | 'missing' | 'disconnected'; readonly note: string } {
  switch (code) {
    case 'domain-not-running':
    case 'domain-not-found':
      return { state: 'inactive', note: l10n.t('{0} does not run. Press Enter to start it', name) };
    case 'console-not-found':
      return {
        state: 'missing',
        note: l10n.t('{0} has no console {1}. Press Enter to add a serial console to its XML', name, alias),
      };
    default:
      return { state: 'disconnected', note: l10n.t('{0} Press Enter to try again', sentence(data.message)) };
  }
}

/** @param others who writes instead of us, in a sentence without its end */
export const takeOverWords = (others: string, l10n: L10n): string =>
  l10n.t('{0}. Press Enter to take the console over', others);

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
