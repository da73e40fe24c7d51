import type { HardwareFacts } from './hostFacts.ts';

/** The first render node among the names in /dev/dri, by number: `renderD128` is the first that a kernel gives. */
export function renderNodeAmong(names: readonly string[]): HardwareFacts {
  const numbers = names.flatMap((name) => /^renderD(\d+)$/.exec(name)?.[1] ?? []).map(Number);
  return numbers.length === 0 ? {} : { renderNode: `/dev/dri/renderD${Math.min(...numbers)}` };
}
