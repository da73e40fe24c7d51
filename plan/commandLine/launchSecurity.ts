import type { Domain } from '../../domain-xml/model/domain.ts';
import { type Arguments, object } from './optionText.ts';

const ID = 'lsec0';

/** What `-machine` refers to. */
export const confidentialGuest = ({ launchSecurity }: Domain): string | undefined => launchSecurity && ID;

/** AMD's encryption of the guest's memory. QEMU has `sev-snp-guest` since 9.1. */
export function launchSecurity({ launchSecurity }: Domain): Arguments {
  if (!launchSecurity) return [];
  const { type, cbitpos, reducedPhysBits, policy, kernelHashes } = launchSecurity;
  return object({
    'qom-type': `${type}-guest`,
    id: ID,
    cbitpos,
    'reduced-phys-bits': reducedPhysBits,
    policy,
    'kernel-hashes': kernelHashes,
  });
}
