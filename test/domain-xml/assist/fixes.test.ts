import { describe, expect, test } from 'vitest';
import { fixesFor } from '../../../domain-xml/assist/fixes.ts';
import { parseXml } from '../../../domain-xml/parse/parseXml.ts';
import { readDomain } from '../../../domain-xml/readDomain.ts';
import { applyEdits } from '../../../domain-xml/textEdit.ts';
import { domainText, type Parts } from '../domainText.ts';

/** Each problem, and below it what can be done: `*` is what is meant most likely, and the lines that change. */
function fixes(text: string): string {
  const { document, diagnostics } = readDomain(text);
  const { lines } = document;
  return diagnostics
    .flatMap(({ code, range }) => {
      const span = { start: lines.offset(range.start), end: lines.offset(range.end) };
      const found = fixesFor(document, { code, span });
      return [
        `${code} ${text.slice(span.start, span.end)}`,
        ...found.map(({ id, name, preferred, edits }) => {
          const changed = changedLines(text, applyEdits(text, edits));
          return `${preferred ? '*' : ' '} ${id} ${name}\n${changed}`;
        }),
      ];
    })
    .join('\n');
}

function changedLines(before: string, after: string): string {
  const [old, made] = [before, after].map((text) => text.split('\n'));
  const removed = old?.filter((line) => !made?.includes(line)).map((line) => `    - ${line}`) ?? [];
  const added = made?.filter((line) => !old?.includes(line)).map((line) => `    + ${line}`) ?? [];
  return [...removed, ...added].join('\n');
}

const disk = "<disk><source file='/a'/><target dev='vda'/></disk>";

const schema: Record<string, Parts> = {
  'a misspelt element': { devices: "<disc type='file'>\n<x/>\n</disc>" },
  'an element that is unknown': { devices: "  <vsock model='virtio'>\n    <cid auto='yes'/>\n  </vsock>" },
  'a misspelt attribute': { devices: "<rng modle='virtio'><backend model='builtin'/></rng>" },
  'an attribute that is unknown': { devices: "<rng a='b' model='virtio'><backend model='builtin'/></rng>" },
  'a misspelt value': { devices: "<interface type='user'><model type='virtoi'/></interface>" },
  'a kind that is not supported': { devices: "<interface type='network'/>" },
  'a value that libvirt has': { more: '<on_crash>coredump-destroy</on_crash>' },
  'a unit': { head: "<name>a</name>\n<memory unit='MB1'>64</memory>" },
  'a text that is not supported': { os: '<os>\n<type>linux</type>\n</os>' },
  'text where none is': { devices: '<disk>x</disk>' },
  'no type': { attributes: '' },
  'nothing in the domain': { head: '', os: '' },
  'an element without its children': { os: '<os/>' },
  'a device without what it needs': { devices: '<channel/>\n<controller/>' },
  'a disk without its image': { devices: "<disk><target dev='vda'/></disk>" },
  'a text that is missing': { os: '<os>\n<type></type>\n</os>' },
  'an element twice': { more: '<uuid>11111111-2222-4333-8444-555555555555</uuid>\n<title>a</title>\n<title>b</title>' },
  'an initrd without kernel': { os: '<os><type>hvm</type>\n<initrd>/i</initrd>\n</os>' },
};

describe('by the schema', () => {
  test.each(Object.entries(schema))('%s', (_, parts) => {
    expect(`\n${fixes(domainText(parts))}\n`).toMatchSnapshot();
  });
});

const markup: Record<string, string> = {
  'a plain &': domainText({ more: '<title>a & b &amp c</title>' }),
  'a plain <': domainText({ more: '<title>a < b</title>' }),
  'an attribute twice': domainText({ devices: `<serial type='pty' type='pty'/>` }),
  'no quotes': domainText({ devices: '<serial type=pty/>' }),
  'no value': domainText({ devices: '<serial type/>' }),
  'no second quote': domainText({ devices: "<serial type='pty/>" }),
  'no space': domainText({ devices: "<controller type='usb'model='none'/>" }),
  'no end of a tag': domainText({ devices: "<serial type='pty'\n<console/>" }),
  'an end tag of another name': domainText({ devices: '<serial></seril>' }),
  'an end tag of nothing': domainText({ devices: '</interface>' }),
  'an element without end': domainText({ more: '<title>a\n<vcpu>2</vcpu>', devices: disk }),
  'a device without end': domainText({ devices: `  <serial type='pty'>\n    <target port='0'/>\n${disk}` }),
  'an empty element without end': domainText({ devices: `<serial type='pty'>\n${disk}` }),
  'a document type': `<!DOCTYPE a>${domainText()}`,
};

describe('for a well-formed text', () => {
  test.each(Object.entries(markup))('%s', (_, text) => expect(`\n${fixes(text)}\n`).toMatchSnapshot());
});

describe('for what the editor sees of the host', () => {
  const fixed = (text: string, code: string, at: string): string | undefined => {
    const start = text.indexOf(at);
    const [fix] = fixesFor(parseXml(text), { code, span: { start, end: start + at.length } });
    return fix && applyEdits(text, fix.edits);
  };

  test('a serial console comes where the schema has it', () => {
    const text = `<domain>\n  <devices>\n    ${disk}\n    <rng/>\n  </devices>\n</domain>`;
    const serial = "<serial type='pty'/>";
    expect(fixed(text, 'no-console', 'devices')).toBe(text.replace('    <rng/>', `    ${serial}\n    <rng/>`));
    const bare = '<domain>\n  <name>a</name>\n</domain>';
    expect(fixed(bare, 'no-console', 'domain')).toContain(`</name>\n  <devices>${serial}</devices>\n`);
  });

  test('without KVM a domain is emulated', () => {
    expect(fixed("<domain type='kvm'/>", 'no-kvm', 'kvm')).toBe("<domain type='qemu'/>");
  });
});
