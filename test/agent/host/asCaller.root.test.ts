import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runAs } from '../../../agent/host/asCaller.ts';
import { lookUpAs } from '../../../agent/host/callerView.ts';

const ANN = { uid: 1000, gid: 1000, groups: [2000, 2001] };
const PAGE = 4096;

describe('a program that runs as somebody else', () => {
  const said = async (...argv: string[]) => (await runAs(ANN, argv, PAGE)).toString('utf8');

  it('has exactly that uid, gid and those groups, and no capability', async () => {
    expect(await said('id', '-u')).toBe('1000\n');
    expect(await said('id', '-g')).toBe('1000\n');
    expect(await said('id', '-G')).toBe('1000 2000 2001\n');
    const status = await said('cat', '/proc/self/status');
    expect(status.match(/^Cap(Inh|Prm|Eff|Bnd|Amb):\t0{16}$/gm)).toHaveLength(5);
    expect(status).toContain('NoNewPrivs:\t1');
    expect((await runAs({ ...ANN, groups: [] }, ['id', '-G'], PAGE)).toString()).toBe('1000\n');
  });

  it('has nothing of the agent’s environment, nor its folder', async () => {
    const names = (await said('env')).split('\n').map((line) => line.split('=')[0]);
    expect(names.filter((name) => !['PATH', 'LC_ALL', ''].includes(name ?? ''))).toEqual([]);
    expect(await said('pwd')).toBe('/\n');
  });

  it('that cannot be started is an error, and not a program that said nothing', async () => {
    const message = expect.stringContaining('no-such-program');
    await expect(runAs(ANN, ['no-such-program'], PAGE)).rejects.toMatchObject({ code: 'host-facts', message });
  });

  it('is ended when it says more than was asked for', async () => {
    expect((await runAs(ANN, ['yes'], PAGE)).length).toBeLessThanOrEqual(PAGE);
  });

  it('is ended when it says nothing for too long', async () => {
    await expect(runAs(ANN, ['sleep', 'infinity'], PAGE, 50)).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('sleep infinity'),
    });
  });
});

describe('what a user sees of paths', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync('/run/virtcell-test-');
    chmodSync(folder, 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is what lstat shows, each kind of thing, in the order of the paths', async () => {
    const strange = 'a name with\nline end, “quotes” and %p';
    writeFileSync(join(folder, strange), '');
    chownSync(join(folder, strange), 7, 8);
    chmodSync(join(folder, strange), 0o4640);
    symlinkSync('to here\nand there', join(folder, 'link'));
    mkdirSync(join(folder, 'folder'));
    const paths = ['link', 'none', strange, 'folder'].map((name) => join(folder, name));
    expect(await lookUpAs(ANN, [...paths, '/dev/null'])).toEqual([
      { found: { kind: 'link', target: 'to here\nand there' } },
      { errno: 'ENOENT' },
      { found: { kind: 'file', access: { mode: 0o4640, uid: 7, gid: 8 } } },
      { found: { kind: 'directory', access: { mode: 0o755, uid: 0, gid: 0 } } },
      // Device nodes outside /dev are none of the private /dev's.
      { found: { kind: 'file', access: expect.objectContaining({ uid: 0 }) } },
    ]);
    expect(await lookUpAs(ANN, [])).toEqual([]);
  });

  it('ends at folders that are closed to the user', async () => {
    mkdirSync(join(folder, 'closed'), { mode: 0o700 });
    writeFileSync(join(folder, 'closed/file'), '');
    expect(await lookUpAs(ANN, [join(folder, 'closed/file')])).toEqual([{ errno: 'ENOENT' }]);
    expect(await lookUpAs({ uid: 0, gid: 0, groups: [] }, [join(folder, 'closed/file')])).toMatchObject([
      { found: {} },
    ]);
  });
});
