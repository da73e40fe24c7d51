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
  await workbench.source.lens('differs from definition').waitFor();
});
