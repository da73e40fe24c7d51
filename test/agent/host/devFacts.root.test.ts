import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { wanting } from '../../plan/privateDev/madeUpHost.ts';
import { buildPrograms, PrivateHost, type Programs } from '../namespace/privateHost.ts';

let programs: Programs;
let host: PrivateHost;
let folder: string;
beforeAll(async () => {
  programs = await buildPrograms();
  host = await PrivateHost.start(
    programs,
    'mkdir /dev/vg /dev/net; ln -s ../sda /dev/vg/lv; mknod /dev/net/tun c 10 200',
  );
});
afterAll(async () => {
  await host?.end();
  programs?.remove();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-facts-'));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

const pathsFor = async (...wanted: string[]): Promise<string[]> => {
  const { plan, diagnostics } = await host.call('plan', wanting(...wanted), []);
  expect(diagnostics).toEqual([]);
  return plan.nodes.map((node) => node.path).filter((path) => path !== '/dev/null');
};

describe('the facts of a real host', () => {
  test('edge 3: lead through links outside /dev into it', async () => {
    mkdirSync(join(folder, 'a'));
    symlinkSync('a', join(folder, 'b'));
    symlinkSync('../c', join(folder, 'a/disk'));
    symlinkSync('/dev/vg/lv', join(folder, 'c'));
    expect(await pathsFor(join(folder, 'b/disk'))).toEqual(['/dev/sda', '/dev/vg', '/dev/vg/lv']);
  });

  test('are the caller’s outside /dev: what root alone may see leads nowhere', async () => {
    mkdirSync(join(folder, 'closed'), { mode: 0o700 });
    symlinkSync('/dev/sda', join(folder, 'closed/disk'));
    expect(await pathsFor(join(folder, 'closed/disk'))).toEqual([]);
  });

  test('edge 28: names of any bytes but NUL and / survive the way through find', async () => {
    const name = '漢 \n\\0 %p "\'';
    symlinkSync('/dev/sda', join(folder, name));
    expect(await pathsFor(join(folder, name))).toEqual(['/dev/sda']);
  });

  test('many ways at once are each followed to its end', async () => {
    const names = Array.from({ length: 60 }, (_, at) => join(folder, `l${at}`));
    for (const [at, path] of names.entries()) symlinkSync(at === 0 ? '/dev/sda' : `l${Math.floor(at / 2)}`, path);
    expect(await pathsFor(...names)).toEqual(['/dev/sda']);
  });

  test('count what is hidden', async () => {
    const { plan } = await host.call('plan', wanting('/dev/sda'), []);
    const all = await host.run('cd /dev; find . -mindepth 1 -xdev ! -path ./shm ! -path ./pts | wc -l');
    expect(plan.hidden).toBe(Number(all) - plan.nodes.length);
  });
});
