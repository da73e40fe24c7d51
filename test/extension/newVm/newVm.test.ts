import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readDomain } from '../../../domain-xml/readDomain.ts';
import { planNewVm } from '../../../extension/newVm/newVm.ts';
import { newVm } from './newVms.ts';

const golden = (name: string): string => fileURLToPath(new URL(`golden/${name}`, import.meta.url));

describe.each(['iso', 'cloud', 'kernel'] as const)('a machine from %s', (kind) => {
  const plan = planNewVm(newVm(kind));

  test('has the XML and the files that are written down here', async () => {
    await expect(plan.xml).toMatchFileSnapshot(golden(`${kind}.domain.xml`));
    await expect(`${JSON.stringify(plan.files, null, 2)}\n`).toMatchFileSnapshot(golden(`${kind}.files.json`));
    expect(plan.xmlPath).toBe(`/home/ann/machines/my-${kind}.domain.xml`);
  });

  test('is in the supported subset, with nothing to say about it', () => {
    const { domain, diagnostics } = readDomain(plan.xml);
    expect(diagnostics).toEqual([]);
    expect(domain).toMatchObject({ type: 'kvm', name: `my-${kind}`, memory: 2 ** 31 });
  });

  test('names each file that is made', () => {
    for (const { path } of plan.files) expect(plan.xml).toContain(`file='${path}'`);
  });
});

test('without KVM a machine is emulated', () => {
  expect(readDomain(planNewVm(newVm('kernel', { hasKvm: false })).xml).domain?.type).toBe('qemu');
});

test('a disk over an image is never smaller than the image', () => {
  const origin = { kind: 'cloud', image: '/i.raw', format: 'raw', bytes: 2 ** 40 } as const;
  expect(planNewVm(newVm('cloud', { origin })).files[0]).toMatchObject({
    bytes: 2 ** 40,
    backing: { path: '/i.raw', format: 'raw' },
  });
});

test('a kernel without an initial RAM disk has none', () => {
  const { xml } = planNewVm(newVm('kernel', { origin: { kind: 'kernel', image: '/k', initrd: undefined } }));
  expect(readDomain(xml).domain?.os).not.toHaveProperty('initrd');
});
