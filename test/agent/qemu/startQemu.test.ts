import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LaunchSpec } from '../../../agent/namespace/launchSpec.ts';
import { LauncherPool } from '../../../agent/qemu/launcherPool.ts';
import { LauncherProcess } from '../../../agent/qemu/launcherProcess.ts';
import { startQemu } from '../../../agent/qemu/startQemu.ts';

let folder: string;
let spec: LaunchSpec;
const launchers: LauncherProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-launch-'));
  const monitor = { fd: 100, path: join(folder, 'monitor.sock') };
  const identity = { uid: 0, gid: 0, groups: [] };
  const output = join(folder, 'qemu.log');
  spec = {
    dev: null,
    monitor,
    logs: [],
    output,
    limits: [],
    identity,
    confinement: null,
    unixSockets: true,
    argv: [],
    env: [],
  };
});
afterEach(async () => {
  for (const launcher of launchers.splice(0)) {
    launcher.signal('SIGKILL');
    await launcher.ended;
  }
  rmSync(folder, { recursive: true });
});

/** A real process in the launcher's place: it says `warm`, waits for the spec, then does what a test tells it to. */
function launcherThat(does: string): string {
  const path = join(folder, 'launcher.mjs');
  const program = `
    import { closeSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
    import { createServer } from 'node:net';
    const say = (report) => writeSync(3, JSON.stringify(report) + '\\n');
    const begin = (step) => say({ begin: step, at: Number(process.hrtime.bigint()) });
    const end = (signal) => process.kill(process.pid, signal);
    begin('warm');
    const spec = JSON.parse(readFileSync(0, 'utf8').split('\\n')[0]);
    const monitorSays = (text) => new Promise((resolve) => createServer((socket) => {
      socket.on('error', () => undefined).write(text);
      socket.on('data', (data) => socket.write(JSON.stringify({ return: {}, id: JSON.parse(data).id }) + '\\n'));
    }).listen(spec.monitor.path, resolve));
    ${does}`;
  writeFileSync(path, program);
  return path;
}

function start(does: string) {
  const launcher = new LauncherProcess(launcherThat(does));
  launchers.push(launcher);
  return startQemu(launcher, spec);
}

describe('a start that succeeds', () => {
  it('has every step after the other, and a QEMU that answers', async () => {
    const { monitor, timeline, bound, process } = await start(`
      begin('open-files'); say({ bound: '/dev/null' }); await monitorSays('{"QMP":{}}\\n');
      begin('limits'); begin('exec'); closeSync(3);`);
    expect(timeline.map(({ step }) => step)).toEqual(['open-files', 'limits', 'exec']);
    expect(timeline.every(({ ns }) => ns > 0)).toBe(true);
    expect(bound).toEqual(['/dev/null']);
    expect(await monitor.execute('cont')).toEqual({});
    monitor.close();
    expect(process.signal('SIGTERM')).toBe(true);
    expect(await process.ended).toEqual({ code: null, signal: 'SIGTERM' });
    expect(process.signal('SIGKILL')).toBe(false);
  });
});

describe('a start that fails', () => {
  const failed = (data: object) => expect.objectContaining({ data: expect.objectContaining(data) });

  it.each(['make-dev', 'limits', 'drop-identity'])('by the launcher’s death in %s says in which step', async (step) => {
    await expect(start(`begin('${step}'); end('SIGKILL');`)).rejects.toEqual(
      failed({ code: 'launch-step', step, message: `the launcher was ended by SIGKILL in step ${step}` }),
    );
  });

  it.each([
    ['ENOENT', '/domain/devices/disk', 'missing-file'],
    ['EACCES', '/domain/devices/disk', 'file-denied'],
    ['EACCES', undefined, 'launch-step'],
  ])('by %s of %s says what the launcher said, though it has ended by then', async (errno, element, code) => {
    const failure = { step: 'confine', message: 'no', syscall: 'open', errno, path: '/x', element };
    await expect(start(`say({ failed: ${JSON.stringify(failure)} }); process.exit(1);`)).rejects.toEqual(
      failed({ code, step: 'confine', errno, path: '/x', syscall: 'open' }),
    );
  });

  it('by QEMU’s end before it greets has QEMU’s own last words, and nothing that a terminal obeys', async () => {
    const long = `'x'.repeat(1 << 20) + '\\u001b[31mno such\\tmachine\\n'`;
    const does = `await monitorSays(''); begin('limits'); writeFileSync(spec.output, ${long}); begin('exec'); process.exit(1);`;
    const error: unknown = await start(does).catch((reason: unknown) => reason);
    expect(error).toEqual(failed({ code: 'qemu-died', step: 'exec' }));
    const { message } = error as Error;
    expect(message).toContain('[31mno such\tmachine');
    expect(message).not.toContain('\u001b');
    expect(message.length).toBeLessThan(17 << 10);
  });

  it('by a monitor that says something else ends the process', async () => {
    await expect(
      start(
        `await monitorSays('SSH-2.0\\n'); begin('limits'); begin('exec'); writeFileSync(spec.output, ''); closeSync(3);`,
      ),
    ).rejects.toEqual(failed({ code: 'monitor' }));
    expect(await launchers[0]?.ended).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('before it began, where the launcher cannot even be warm', async () => {
    const launcher = new LauncherProcess(join(folder, 'none.mjs'));
    launchers.push(launcher);
    await expect(startQemu(launcher, spec)).rejects.toEqual(failed({ code: 'launch-step', step: 'launcher' }));
    // What is sent to one that has gone is nobody's error.
    launcher.start(spec, () => undefined);
  });
});

describe('launchers that are kept ready', () => {
  it('are one at a time, another after it was taken or died, and none after the end', async () => {
    const pool = new LauncherPool(launcherThat(''));
    await pool.warm();
    const first = pool.take();
    launchers.push(first);
    pool.refill();
    pool.refill();
    const second = pool.take();
    launchers.push(second);
    expect(second.pid).not.toBe(first.pid);
    await pool.warm();
    await pool.close();
    pool.refill();
    await first.warm;
    expect(readFileSync(`/proc/${first.pid}/cmdline`, 'utf8')).toContain('launcher.mjs');
  });
});
