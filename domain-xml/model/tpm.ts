import type { DomainValue } from '../schema/drafts.ts';
import { deviceOf } from './deviceParts.ts';
import type { Tpm } from './domain.ts';
import type { Origins } from './origins.ts';

type TpmValue = NonNullable<DomainValue['child']['devices']>['child']['tpm'][number];

/** Without a path, the host's first one. */
export function tpmOf([tpm]: readonly TpmValue[], origins: Origins): Tpm | undefined {
  if (!tpm) return undefined;
  const { device } = tpm.child.backend.child;
  return {
    model: tpm.attr.model ?? 'tpm-tis',
    file: origins.file(device?.attr.path ?? '/dev/tpm0', (device ?? tpm).node),
    ...deviceOf(tpm, 'tpm0', origins),
  };
}
