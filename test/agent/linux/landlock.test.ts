import { describe, expect, test } from 'vitest';
import {
  createRuleset,
  handledRights,
  LANDLOCK,
  landlockAbi,
  rulesetAttributes,
} from '../../../agent/linux/landlock.ts';
import { closeDescriptor } from '../../../agent/linux/process.ts';

/* By what each version of the kernel's <linux/landlock.h> defines. */

const { REFER, TRUNCATE, IOCTL_DEV } = LANDLOCK;
/** EXECUTE up to MAKE_SYM. */
const FIRST = (1 << 13) - 1;

/** Rights over files, over ports, and scopes: 1 abstract sockets, 2 signals. */
const KNOWN: readonly (readonly [abi: number, ...attributes: number[]])[] = [
  [1, FIRST],
  [2, FIRST | REFER],
  [3, FIRST | REFER | TRUNCATE],
  [4, FIRST | REFER | TRUNCATE, 0],
  [5, FIRST | REFER | TRUNCATE | IOCTL_DEV, 0],
  [6, FIRST | REFER | TRUNCATE | IOCTL_DEV, 0, 1 | 2],
  [7, FIRST | REFER | TRUNCATE | IOCTL_DEV, 0, 1 | 2],
  [8, FIRST | REFER | TRUNCATE | IOCTL_DEV, 0, 1 | 2],
];

describe('a ruleset', () => {
  test.each(KNOWN)('of ABI %i handles all that it knows of files, no port, and its scopes', (abi, ...attributes) => {
    expect(handledRights(abi)).toBe(attributes[0]);
    const bytes = rulesetAttributes(abi);
    expect([...new BigUint64Array(bytes.buffer)].map(Number)).toEqual(attributes);
  });

  const here = landlockAbi();
  test.skipIf(here === 0).each(KNOWN.filter(([abi]) => abi <= here))('of ABI %i is taken by this kernel', (abi) => {
    closeDescriptor(createRuleset(abi));
  });
});
