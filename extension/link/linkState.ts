import type { VirtcellError } from '../../protocol/errors.ts';
import type { Result } from '../../protocol/methods.ts';

/** Where the editor stands with the agent. Every state but `connecting` and `connected` has one next step for the user. */
export type LinkState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly agent: Result<'hello'> }
  | { readonly kind: UnlinkedKind; readonly error: VirtcellError };

/**
 * `not-installed`: nothing is at the socket's path, and no agent is installed that would be. `stopped`: one is installed,
 * or a socket is there and nobody listens, or the agent broke off. `denied`: this user may not connect. `wrong-version`: agent and editor speak different versions.
 */
export type UnlinkedKind = 'not-installed' | 'stopped' | 'denied' | 'wrong-version';

/**
 * Which state an error of connecting means. Whatever has no state of its own is an agent that does not work: stopped.
 * An agent that ends takes its socket with it, so where one is known to be, none is stopped too.
 *
 * @param isKnown one was there before, or is installed
 */
export function unlinkedBy(error: VirtcellError, isKnown: boolean): LinkState {
  const kind = kindOf(error);
  return { kind: kind === 'not-installed' && isKnown ? 'stopped' : kind, error };
}

/** Whether nothing is new to the user between the two. Two connections are never the same. */
export function isSameState(one: LinkState, other: LinkState): boolean {
  if (!('error' in one) || !('error' in other)) return false;
  return one.kind === other.kind && one.error.code === other.error.code;
}

function kindOf({ data }: VirtcellError): UnlinkedKind {
  switch (data.code) {
    case 'agent-denied':
      return 'denied';
    case 'agent-version':
      return 'wrong-version';
    case 'agent-not-running':
      return data.errno === 'ENOENT' ? 'not-installed' : 'stopped';
    default:
      return 'stopped';
  }
}
