import type { Diagnostic } from '../../domain-xml/diagnostic.ts';
import type { VirtcellError } from '../../protocol/errors.ts';
import type { DevReport, DevReportNode, DomainEntry } from '../../protocol/methods.ts';
import type { PanelSubject } from '../../protocol/privateDevActions.ts';
import type { Accounts } from './accounts.ts';

/** What was found out of a private /dev. */
export type PanelFacts = { readonly subject: PanelSubject; readonly name: string } & (
  | PlanFacts
  | RunningFacts
  | { readonly kind: 'unknown'; readonly error: VirtcellError }
);

/** Nothing runs: what a start would make. */
export interface PlanFacts extends HostFacts {
  readonly kind: 'plan';
  /** Who looked: the agent, or this editor with the user's own eyes. */
  readonly by: 'agent' | 'user';
  readonly report: DevReport | null;
  readonly argv?: readonly string[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** What to mend first. */
  readonly first: Diagnostic | undefined;
  /** What the saved text would make, where the editor's is another. */
  readonly saved?: DevReport | undefined;
}

export interface RunningFacts extends HostFacts {
  readonly kind: 'running';
  readonly domain: DomainEntry;
  readonly report: DevReport;
  /** What the editor's text would make, where it is not what the VM was started from and has no errors. */
  readonly next?: DevReport | undefined;
}

/** What the editor sees of the host by itself. */
interface HostFacts {
  readonly accounts: Accounts;
  /** The user who looks. */
  readonly uid: number;
  /** What the host has and the VM does not see; undefined while nobody asks. */
  readonly hidden?: readonly DevReportNode[] | undefined;
}
