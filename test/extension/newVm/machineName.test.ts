import { describe, expect, test } from 'vitest';
import { initrdBeside } from '../../../extension/newVm/initrdBeside.ts';
import { nameProblem, proposedName } from '../../../extension/newVm/machineName.ts';
import { sampleText } from '../../../extension/newVm/sampleText.ts';

describe('a machine’s name', () => {
  test.each([
    ['/isos/debian-12.5.0-amd64-netinst.iso', 'debian-12.5.0-amd64-netinst'],
    ['/i/Fedora Cloud (39).QCOW2', 'Fedora-Cloud-39'],
    ['/i/.hidden.img', 'hidden'],
    ['/i/ü.img', 'vm'],
  ])('comes from %s', (image, name) => expect(proposedName(image, [])).toBe(name));

  test('has a number where files of that name are', () => {
    expect(proposedName('/a.iso', ['a.qcow2', 'a-2.domain.xml'])).toBe('a-3');
  });

  test.each(['', '-a', 'a b', 'a/b', "a'b", 'x'.repeat(64)])('%j is none', (name) => {
    expect(nameProblem(name, [])).toBe('form');
  });

  test('is taken by any of its files', () => {
    expect(nameProblem('a', ['a.seed.img'])).toBe('taken');
    expect(nameProblem('a', ['a.txt'])).toBeUndefined();
  });
});

describe('the initial RAM disk of a kernel', () => {
  test.each([
    [
      '/boot/vmlinuz-6.1.0-18-amd64',
      ['initrd.img-6.1.0-17-amd64', 'initrd.img-6.1.0-18-amd64'],
      'initrd.img-6.1.0-18-amd64',
    ],
    ['/boot/vmlinuz-6.8.fc39', ['initramfs-6.8.fc39.img', 'initramfs-0-rescue.img'], 'initramfs-6.8.fc39.img'],
    ['/k/vmlinuz', ['initrd.img', 'vmlinuz'], 'initrd.img'],
  ])('of %s is the one that goes with it', (kernel, present, initrd) => {
    expect(initrdBeside(kernel, present)).toBe(kernel.replace(/[^/]*$/, initrd));
  });

  test('is not guessed among several', () => {
    expect(initrdBeside('/k/bzImage', ['initrd-a', 'initrd-b'])).toBeUndefined();
  });
});

test('a copy of the sample names its own disk and says nothing of the repository', () => {
  const xml = "<!-- made by\n node x -->\n<domain><source file='/var/cache/virtcell/boot-sector.img'/></domain>\n";
  expect(sampleText(xml, "/o'neil/$&.img", 'Small.')).toBe(
    "<!-- Small. -->\n<domain><source file='/o&apos;neil/$&amp;.img'/></domain>\n",
  );
});
