import { expect, test } from 'vitest';
import { cpuModels, machineTypes } from '../../../../extension/language/host/qemuHelp.ts';

/* Captured, and shortened. */

test('machine types, as QEMU 7.2 lists them', () => {
  const help = `Supported machines are:
microvm              microvm (i386)
pc                   Standard PC (i440FX + PIIX, 1996) (alias of pc-i440fx-7.2)
pc-i440fx-7.2        Standard PC (i440FX + PIIX, 1996) (default)
q35                  Standard PC (Q35 + ICH9, 2009) (alias of pc-q35-7.2)
none                 empty machine
`;
  expect(machineTypes(help)).toEqual([
    { name: 'microvm', doc: 'microvm (i386)' },
    { name: 'pc', doc: 'Standard PC (i440FX + PIIX, 1996) (alias of pc-i440fx-7.2)' },
    { name: 'pc-i440fx-7.2', doc: 'Standard PC (i440FX + PIIX, 1996) (default)' },
    { name: 'q35', doc: 'Standard PC (Q35 + ICH9, 2009) (alias of pc-q35-7.2)' },
  ]);
});

test('CPU models, as QEMU 7.2 lists them', () => {
  const help = `Available CPUs:
x86 486                   (alias configured by machine type)
x86 486-v1                
x86 Cascadelake-Server-noTSX  (alias of Cascadelake-Server-v3)
x86 Cascadelake-Server-v2  Intel Xeon Processor (Cascadelake) [ARCH_CAPABILITIES]
x86 host                  processor with all supported host features 

Recognized CPUID flags:
  3dnow 3dnowext 3dnowprefetch abm ace2 ace2-en acpi adx aes amd-no-ssb
  amd-ssbd amd-stibp apic
`;
  expect(cpuModels(help)).toEqual([
    { name: '486', doc: '(alias configured by machine type)' },
    { name: '486-v1', doc: '' },
    { name: 'Cascadelake-Server-noTSX', doc: '(alias of Cascadelake-Server-v3)' },
    { name: 'Cascadelake-Server-v2', doc: 'Intel Xeon Processor (Cascadelake) [ARCH_CAPABILITIES]' },
    { name: 'host', doc: 'processor with all supported host features' },
  ]);
});

test('CPU models without an architecture before them, as later ones list them', () => {
  const help =
    'Available CPUs:\n  486                   (alias configured by machine type)\n  486-v1\n\nRecognized CPUID flags:\n  3dnow abm\n';
  expect(cpuModels(help)).toEqual([
    { name: '486', doc: '(alias configured by machine type)' },
    { name: '486-v1', doc: '' },
  ]);
});

test('anything else says nothing', () => {
  expect([machineTypes(''), cpuModels(''), cpuModels('qemu: no\n')]).toEqual([[], [], []]);
});
