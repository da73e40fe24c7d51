import type { DomainValue } from '../schema/drafts.ts';
import type { MemoryBacking } from './domain.ts';

/** Huge pages are a file in memory too: the directory of a hugetlbfs would be one more thing to guard. */
export function memoryBackingOf({ child: { memoryBacking } }: DomainValue): MemoryBacking | undefined {
  if (!memoryBacking) return undefined;
  const { hugepages, nosharepages, source, access } = memoryBacking.child;
  return {
    memfd: source?.attr.type === 'memfd' || hugepages !== undefined,
    shared: access?.attr.mode === 'shared',
    hugepages: hugepages !== undefined,
    mergeable: nosharepages === undefined,
  };
}
