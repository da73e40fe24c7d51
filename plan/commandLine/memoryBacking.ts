import type { Domain } from '../../domain-xml/model/domain.ts';
import { type Arguments, type JsonValue, object } from './optionText.ts';

/** The id that QEMU itself gives a PC's memory. */
const RAM = 'pc.ram';

/** What `-machine` says of the memory's backing: nothing where a NUMA node has it. */
export const backingMachine = ({ memoryBacking, cpu }: Domain): readonly (readonly [string, string | undefined])[] => [
  ['memory-backend', memoryBacking?.memfd && !cpu?.numa ? RAM : undefined],
  ['mem-merge', memoryBacking && !memoryBacking.mergeable ? 'off' : undefined],
];

/** The machine's memory as an object of its own, where it is more than memory of the process. */
export const memoryBacking = (domain: Domain, size: number): Arguments =>
  domain.memoryBacking?.memfd && !domain.cpu?.numa ? object({ ...backendOf(domain), id: RAM, size }) : [];

/** The kind of backend, and how it is shared. */
export function backendOf({ memoryBacking: backing }: Domain): { 'qom-type': string } & Record<string, JsonValue> {
  const share = backing?.shared ? true : undefined;
  if (!backing?.memfd) return { 'qom-type': 'memory-backend-ram', share };
  return { 'qom-type': 'memory-backend-memfd', share, hugetlb: backing.hugepages ? true : undefined };
}
