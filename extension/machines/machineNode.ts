import type { DomainEntry } from '../../protocol/methods.ts';

/** One row of the Machines view. Ids are stable: what the view has open and selected survives every change. */
export interface MachineNode {
  readonly id: string;
  readonly kind: 'domain' | 'problem' | 'plan' | 'console' | 'dev' | 'mounts' | 'node' | 'mount';
  readonly domain: DomainEntry;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  /** A codicon's name. */
  readonly icon: string;
  /** What the manifest's menus look at: words joined by spaces. */
  readonly context: string;
  readonly expandable: boolean;
  /** The console that it stands for. */
  readonly alias?: string;
}

export const idOf = ({ owner, uuid }: DomainEntry): string => `${owner}/${uuid}`;
