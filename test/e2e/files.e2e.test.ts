import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bootSectorDomain } from '../agent/testDomains.ts';
import { EditorSuite } from './editorSuite.ts';

const suite = new EditorSuite();

test('any XML file whose root is <domain> is a domain, and no other is touched', async () => {
  const mistaken = bootSectorDomain(suite.agent, { name: 'plain' }).replace('<vcpu>1<', '<vcpu>one<');
  const files = { 'plain.xml': mistaken, 'other.xml': '<html><vcpu>one</vcpu></html>' };
  const window = await suite.open({ files });
  const { workbench } = window;
  await workbench.openFile('plain.xml');
  await workbench.source.underlined.waitFor();
  await workbench.source.lens('Start').waitFor();
  await workbench.openFile('other.xml');
  await workbench.source.underlined.waitFor({ state: 'detached' });
  await workbench.source.titleAction('Start').waitFor({ state: 'detached' });
});

test('two files with one name are told of, and the first keeps it until the user says otherwise', async () => {
  const xml = bootSectorDomain(suite.agent, { name: 'twice' });
  const window = await suite.open({ files: { 'a.domain.xml': xml, 'b.domain.xml': `${xml} ` } });
  const { workbench } = window;
  expect((await suite.agent.virtcell(['define', window.workspaceFile('a.domain.xml')])).code).toBe(0);
  await workbench.openFile('b.domain.xml');
  await workbench.source.clickLens('Start');
  const question = workbench.notification(/Two files define the domain twice: .*a\.domain\.xml and .*b\.domain\.xml/);
  await question.waitFor();
  expect(await suite.agent.json(['list'])).toEqual([]);
  await question.getByRole('button', { name: 'Use This File' }).click();
  await workbench.machines.show();
  await workbench.machines.row('twice').filter({ hasText: 'running' }).waitFor();
  const [{ definition }] = (await suite.agent.json(['list'])) as [{ definition: { file: string } }];
  expect(definition.file).toBe(window.workspaceFile('b.domain.xml'));
  for (const verb of ['destroy', 'undefine']) expect((await suite.agent.virtcell([verb, 'twice'])).code).toBe(0);
});

test('a domain without a file opens all the same, and saving defines it', async () => {
  const xml = bootSectorDomain(suite.agent, { name: 'fileless' });
  expect((await suite.agent.virtcell(['define', '-'], { input: xml })).code).toBe(0);
  const window = await suite.open({ files: { 'README.md': '' } });
  const { workbench } = window;
  await workbench.machines.show();
  await workbench.machines.actFromMenu('fileless', 'Open Definition');
  await workbench.source.lens('Start').waitFor();
  await workbench.source.replace('1</vcpu', '2</vcpu');
  await workbench.page.keyboard.press('Control+S');
  await expect
    .poll(async () => (await suite.agent.virtcell(['dumpxml', 'fileless', '--inactive'])).stdout)
    .toContain('<vcpu>2<');
  expect((await suite.agent.virtcell(['undefine', 'fileless'])).code).toBe(0);
});

test('Start saves the file first: what runs is what it holds', async () => {
  const xml = bootSectorDomain(suite.agent, { name: 'saved' });
  const window = await suite.open({ files: { 'saved.domain.xml': xml } });
  const { workbench } = window;
  await workbench.openFile('saved.domain.xml');
  await workbench.source.lens('Start').waitFor();
  await workbench.source.replace('1</vcpu', '2</vcpu');
  await workbench.source.clickLens('Start');
  await workbench.terminal.line(/saved · serial0/);
  expect(readFileSync(window.workspaceFile('saved.domain.xml'), 'utf8')).toContain('<vcpu>2<');
  expect((await suite.agent.virtcell(['dumpxml', 'saved'])).stdout).toContain('<vcpu>2<');

  expect((await suite.agent.virtcell(['destroy', 'saved'])).code).toBe(0);
  await workbench.source.lens('Start').waitFor();
  await workbench.source.replace('2</vcpu', '3</vcpu');
  await workbench.source.clickLens('differs from definition');
  await workbench.comparison.filter({ hasText: 'qemu.sh' }).waitFor();
  await workbench.comparison.filter({ hasText: '-smp' }).waitFor();
  await window.picture('files differ from the definition');
});

/** Some 2,000 lines. */
function longDomain(): string {
  const letter = (i: number): string => String.fromCharCode(97 + i);
  const name = (i: number): string => (i < 26 ? letter(i) : letter(Math.floor(i / 26) - 1) + letter(i % 26));
  const disk = (i: number): string => `    <disk type='file' device='disk'>
      <!-- The disk number ${i}. -->
      <driver name='qemu' type='raw' cache='none'/>
      <source file='/nowhere/${i}.img'/>
      <target dev='sd${name(i)}' bus='scsi'/>
      <address type='drive' controller='0' bus='0' target='0' unit='${i}'/>
      <serial>D${i}</serial>
    </disk>
`;
  return `<domain type='qemu'>
  <name>long</name>
  <memory unit='MiB'>16</memory>
  <os><type>hvm</type></os>
  <devices>
${Array.from({ length: 250 }, (_, i) => disk(i)).join('')}    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
  </devices>
</domain>
`;
}

test('in a domain of 2,000 lines what is typed is checked at its place, and outline and panel have it all', async () => {
  const window = await suite.open({ files: { 'long.domain.xml': longDomain() } });
  const { workbench } = window;
  const { source, devPanel, page } = workbench;
  await workbench.openFile('long.domain.xml');
  await source.lens('Start').waitFor();
  await source.replace('sdip', 'sda');
  await source.underlined.first().waitFor();
  await page.locator('.breadcrumbs-control').getByText('disk sda').waitFor();
  await workbench.runCommand('Problems: Focus on Problems View');
  const text = longDomain();
  const line = text.slice(0, text.indexOf('sdip')).split('\n').length;
  await workbench.problem(`[Ln ${line}, Col`).filter({ hasText: 'sda' }).first().waitFor();
  await window.picture('files long');
  await source.focus();
  await page.keyboard.press('Backspace');
  await page.keyboard.type('ip');
  await source.underlined.waitFor({ state: 'detached' });

  await workbench.runCommand('Explorer: Focus on Outline View');
  await page.locator('.outline-tree').getByText('16 MiB').waitFor();
  await page.keyboard.press('End');
  await page.locator('.outline-tree').getByText('rng virtio').waitFor();
  await source.focus();
  await workbench.runCommand('Virtcell: Show Private /dev');
  await devPanel.row('/dev/urandom').filter({ hasText: 'rng/backend' }).waitFor();
});

test('a file that the editor holds read-only is started, and a console is not added to it behind its back', async () => {
  const xml = bootSectorDomain(suite.agent, { name: 'kept' }).replace(/ *<(serial|console) type='pty'\/>\n/g, '');
  const window = await suite.open({
    files: { 'kept.domain.xml': xml },
    settings: { 'files.readonlyInclude': { '**/kept.domain.xml': true } },
  });
  const { workbench } = window;
  await workbench.openFile('kept.domain.xml');
  await workbench.source.clickLens('Start');
  await workbench.machines.show();
  await workbench.machines.row('kept').filter({ hasText: 'running' }).waitFor();
  await workbench.machines.actFromMenu('kept', 'Add Serial Console to the XML');
  await workbench.notification(/kept\.domain\.xml cannot be edited\. It is read-only/).waitFor();
  await window.picture('files read-only');
  expect(readFileSync(window.workspaceFile('kept.domain.xml'), 'utf8')).toBe(xml);
  for (const verb of ['destroy', 'undefine']) expect((await suite.agent.virtcell([verb, 'kept'])).code).toBe(0);
});
