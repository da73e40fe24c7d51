import { atMostOne, element, one, optional, text, variants } from './elementSchema.ts';
import { addressNumber, integer } from './numbers.ts';
import { yesNo } from './valueType.ts';

/* Memory encryption by AMD’s secure processor, which /dev/sev leads to. */

const FROM_HOST = 'asks the host’s processor';

const encryption = {
  cbitpos: one(
    element('The bit of an address that says whether a page is encrypted; 47 or 51, as the processor has it.', {
      text: text(integer({ min: 0, max: 63 })),
    }),
    FROM_HOST,
  ),
  reducedPhysBits: one(
    element('How many address bits encryption takes; mostly 1 or 5.', { text: text(integer({ min: 0, max: 63 })) }),
    FROM_HOST,
  ),
};

const kernelHashes = optional(yesNo, 'Whether hashes of kernel, initrd and command line are measured too.');

const sev = element('Encrypted memory (SEV, SEV-ES). /dev/sev becomes part of the private /dev.', {
  attributes: { kernelHashes },
  children: {
    ...encryption,
    policy: one(
      element('What the owner of the guest allows, bit by bit; 0x0001 forbids debugging.', {
        text: text(addressNumber({ min: 0, max: 0xffffffff })),
      }),
    ),
  },
});

const sevSnp = element(
  'Encrypted and guarded memory (SEV-SNP); needs QEMU 9.1. /dev/sev becomes part of the private /dev.',
  {
    attributes: { kernelHashes },
    children: {
      ...encryption,
      policy: atMostOne(
        element('What the owner of the guest allows, bit by bit; 0x30000 unless given.', {
          text: text(addressNumber({ min: 0, max: 0xffffffff })),
        }),
      ),
    },
  },
);

export const launchSecurity = variants('How the guest’s memory is kept from the host.', {
  by: 'type',
  cases: { sev, 'sev-snp': sevSnp },
  known: ['s390-pv', 'tdx'],
});
