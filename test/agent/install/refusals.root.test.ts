import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Machine, type RunOptions } from './machine.ts';

const CHECKOUT = '/usr/local/src/virtcell';
const ANN = 1500;

describe('an installation', () => {
  let machine: Machine;
  let virtcell: string[];
  beforeAll(async () => {
    machine = await Machine.boot();
    virtcell = await machine.checkOut();
  });
  afterAll(() => machine.dispose());

  const agent = (argv: readonly string[], options?: RunOptions) =>
    machine.run([...virtcell, 'agent', ...argv], options);

  it('that nobody agrees to is none', async () => {
    const { code, stdout, stderr } = await agent(['install']);
    expect([code, stderr.includes('nobody is here to agree to it [install-refused]')]).toEqual([1, true]);
    expect(stdout).toContain('make the system group virtcell');
    expect(await machine.changes()).toEqual([]);
  });

  it.each([
    ['yes\\n', 0, 'is installed and runs'],
    ['n\\n', 1, 'Nothing was done.'],
    ['\\n', 1, 'Nothing was done.'],
  ])('asks whoever sits there, and takes %j for an answer', async (answer, code, words) => {
    // script(1) gives it a terminal to ask at; the answer is typed once it asks.
    const command = [...virtcell, 'agent', 'install'].join(' ');
    const typed = `(printf '${answer}'; cat) | script --quiet --return --log-out /dev/null --command '${command}'`;
    const ended = await machine.run(['bash', '-c', `${typed} & wait %1`]);
    expect([ended.code, ended.stdout.includes(words)]).toEqual([code, true]);
    await agent(['uninstall', '--yes']);
  });

  it('can be looked at by anybody, and does nothing then', async () => {
    const { code, stdout } = await agent(['install', '--dry-run', '--json'], { uid: ANN });
    expect(code).toBe(0);
    const { done, steps } = JSON.parse(stdout) as { done: boolean; steps: string[] };
    expect([done, steps.at(-1)]).toEqual([false, 'start the agent, and wait until it serves']);
    expect(await machine.changes()).toEqual([]);
  });

  it.each([
    ['install', 'caller-refused'],
    ['uninstall', 'not-installed'],
    ['start', 'caller-refused'],
    ['stop', 'caller-refused'],
    ['restart', 'caller-refused'],
  ])('%s is root’s to do', async (verb, refusal) => {
    const options = ['install', 'uninstall'].includes(verb) ? ['--yes'] : [];
    const { code, stderr } = await agent([verb, ...options], { uid: ANN });
    expect([code, stderr.includes(`[${refusal}]`)]).toEqual([1, true]);
  });

  it.each(['uninstall', 'start', 'stop', 'restart'])('%s without one says that there is none', async (verb) => {
    const { code, stderr } = await agent([verb]);
    expect([code, stderr.includes('[not-installed]')]).toEqual([1, true]);
  });

  it.each([
    ['a bundle of the group’s', 'chmod g+w dist/launcher.js', 'chmod g-w dist/launcher.js', 'dist/launcher.js'],
    [
      'native code of everybody’s',
      'chmod o+w node_modules/koffi/index.js',
      'chmod o-w node_modules/koffi/index.js',
      'node_modules/koffi/index.js',
    ],
    ['a folder of the group’s', 'chmod g+w dist', 'chmod g-w dist', 'dist'],
    ['a folder above of everybody’s', 'chmod o+w .', 'chmod o-w .', ''],
    ['a file of another user', 'chown 1501 dist/drainWorker.js', 'chown 0 dist/drainWorker.js', 'dist/drainWorker.js'],
    [
      'a completion of another user',
      'chown 1501 dist/completion.bash',
      'chown 0 dist/completion.bash',
      'dist/completion.bash',
    ],
    [
      'a link in the place of a file',
      'mv dist/launcher.js dist/other; ln -s other dist/launcher.js',
      'mv dist/other dist/launcher.js',
      'dist/other',
    ],
  ])('from %s is refused, and names the place', async (_, spoil, mend, place) => {
    await machine.shell(`cd ${CHECKOUT}; ${spoil}`);
    const { code, stdout, stderr } = await agent(['install', '--yes', '--json'], { env: { SUDO_UID: String(ANN) } });
    await machine.shell(`cd ${CHECKOUT}; ${mend}`);
    const { error } = JSON.parse(stdout) as { error: { code: string; path: string } };
    expect([code, error.code, error.path]).toEqual([1, 'files-not-trusted', `${CHECKOUT}/${place}`.replace(/\/$/, '')]);
    expect(stderr).toContain('others than you can change');
    expect(await machine.changes()).toEqual([]);
  });

  it.each([
    ['its place can be written by a group', 'chmod g+w /usr/local', 'chmod g-w /usr/local', '/usr/local'],
    [
      'something else is called as it is',
      'echo >/usr/local/bin/virtcell',
      'rm /usr/local/bin/virtcell',
      '/usr/local/bin/virtcell',
    ],
    [
      'the package is only removed',
      'echo >/var/lib/dpkg/info/virtcell.list',
      'rm /var/lib/dpkg/info/virtcell.list',
      '/var/lib/dpkg/info/virtcell.list',
    ],
  ])('where %s is refused before its first step', async (_, spoil, mend, place) => {
    await machine.shell(`mkdir -p /usr/local/bin /var/lib/dpkg/info; ${spoil}`);
    const { code, stdout } = await agent(['install', '--yes', '--json']);
    await machine.shell(mend);
    const { error } = JSON.parse(stdout) as { error: { code: string; path: string; step?: string } };
    expect([code, error.path, error.step]).toEqual([1, place, undefined]);
    expect(await machine.changes()).toEqual([]);
  });

  it('beside another one is refused', async () => {
    const command = [...virtcell, 'agent', 'install', '--yes'].join(' ');
    const { code, stderr } = await machine.run(['flock', '/run/virtcell-install.lock', '-c', command]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('under way')]);
    expect(await machine.changes()).toEqual([]);
  });

  it('on a full disk leaves nothing, and says what was full', async () => {
    await machine.shell('mount -t tmpfs -o size=1m,mode=755 small /usr/local/lib');
    const { code, stdout } = await agent(['install', '--yes', '--json']);
    const left = await machine.shell('ls -A /usr/local/lib; umount /usr/local/lib');
    const { error } = JSON.parse(stdout) as { error: object };
    expect([code, left]).toEqual([1, '']);
    expect(error).toMatchObject({ code: 'install-step', errno: 'ENOSPC', step: expect.stringContaining('copy') });
    expect(await machine.changes()).toEqual([]);
  });

  it('where nothing may be executed is taken back, and says what could not be', async () => {
    await machine.shell('mount -t tmpfs -o noexec,mode=755 data /usr/local/lib');
    const { code, stderr } = await agent(['install', '--yes']);
    const left = await machine.shell('ls -A /usr/local/lib; umount /usr/local/lib');
    expect([code, left, stderr]).toEqual([1, '', expect.stringContaining('failed to map segment')]);
    expect(await machine.changes()).toEqual(['var/log/virtcell.log']);
    await machine.shell('rm /var/log/virtcell.log');
  });

  it('that is interrupted while the agent does not come up is taken back, and that agent ended', async () => {
    const hang = "process.kill(process.ppid, 'SIGINT'); await new Promise((never) => setInterval(never, 1e9));";
    await machine.shell(`cd ${CHECKOUT}/dist; sed -i "1i ${hang}" virtcell-agentRun-*.js`);
    const { code, stderr } = await agent(['install', '--yes']);
    await machine.checkOut();
    expect([code, stderr]).toEqual([1, expect.stringContaining('it was interrupted by SIGINT')]);
    expect(await machine.shell('ps -e -o args= | grep -c "^[^ ]*node.*virtcell" || :')).toBe('0\n');
    expect(await machine.changes()).toEqual(['var/log/virtcell.log']);
    await machine.shell('rm /var/log/virtcell.log');
  });

  it('that does not start is taken back whole; its log says why', async () => {
    await machine.shell(`cd ${CHECKOUT}/dist; sed -i "1i throw new Error('a defect');" virtcell-agentRun-*.js`);
    const { code, stderr } = await agent(['install', '--yes']);
    await machine.checkOut();
    expect([code, stderr]).toEqual([1, expect.stringContaining('a defect')]);
    expect(stderr).toContain('start the agent, and wait until it serves');
    expect(await machine.changes()).toEqual(['var/log/virtcell.log']);
    await machine.shell('rm /var/log/virtcell.log');
  });

  it('makes its user also where the group of one before was left, and takes that group away', async () => {
    await machine.shell(
      'groupadd --system virtcell-qemu; sed -i "s/^USERGROUPS_ENAB.*/USERGROUPS_ENAB no/" /etc/login.defs',
    );
    expect(await agent(['install', '--yes'])).toMatchObject({ code: 0, stderr: '' });
    expect(await machine.shell('id -gn virtcell-qemu')).toBe('virtcell-qemu\n');
    expect(await agent(['uninstall', '--yes'])).toMatchObject({ code: 0, stderr: '' });
    expect(await machine.changes()).toEqual(['etc/login.defs']);
    await machine.shell('sed -i "s/^USERGROUPS_ENAB.*/USERGROUPS_ENAB yes/" /etc/login.defs');
  });

  it('from the files of the user who ran sudo is done, and they are root’s then', async () => {
    await machine.shell(`chown -R ${ANN} ${CHECKOUT}`);
    const env = { SUDO_UID: String(ANN), NODE_OPTIONS: '--title=of-ann' };
    const { code, stdout } = await agent(['install', '--yes'], { env });
    expect([code, stdout.includes(`a folder of the user with uid ${ANN}`)]).toEqual([0, true]);
    expect(await machine.shell('find /usr/local/lib/virtcell ! -uid 0')).toBe('');
    const { pid } = (await machine.json(['agent', 'status'])) as { pid: number };
    expect(await machine.shell(`tr '\\0' '\\n' </proc/${pid}/environ`)).not.toContain('NODE_OPTIONS');
    // sudo's own variables do not reach the service either: its socket is the group's.
    expect(await machine.shell('stat -c "%a %U:%G" /run/virtcell/agent.sock')).toBe('660 root:virtcell\n');
    await agent(['uninstall', '--yes']);
    await machine.shell(`chown -R 0:0 ${CHECKOUT}`);
  });
});

describe('an installed agent', () => {
  let machine: Machine;
  let virtcell: string[];
  const LIB = '/usr/local/lib/virtcell/current';
  beforeAll(async () => {
    machine = await Machine.boot();
    virtcell = await machine.checkOut();
    await machine.done([...virtcell, 'agent', 'install', '--yes']);
  });
  afterAll(() => machine.dispose());

  it.each([
    'virtcell.js',
    'launcher.js',
    'drainWorker.js',
    'manifest.json',
    'node_modules/koffi/index.js',
    'node_modules/node-pty/build/Release/pty.node',
    'node_modules',
    '../../releases',
    '../../../../../../etc/virtcell/agent.json',
  ])('does not run when others can write %s', async (file) => {
    const path = await machine.shell(`readlink -fn ${LIB}/${file}`);
    for (const [spoil, mend] of [
      [`chmod o+w ${path}`, `chmod o-w ${path}`],
      [`chown ${ANN} ${path}`, `chown 0 ${path}`],
    ]) {
      await machine.shell(spoil ?? '');
      const { code, stderr } = await machine.run(['virtcell', 'agent', 'restart']);
      await machine.shell(mend ?? '');
      expect([code, stderr]).toEqual([
        1,
        expect.stringContaining(`others than root can change ${path} [files-not-trusted]`),
      ]);
    }
    await machine.done(['virtcell', 'agent', 'start']);
  });

  it('does not run with a library that others can write', async () => {
    const library = await machine.shell(`ldd ${process.execPath} | sed -n 's/.*libm.so.* => \\(.*\\) (.*/\\1/p'`);
    await machine.shell(`cp ${library.trim()} /usr/local/src/of-ann.so; chown ${ANN} /usr/local/src/of-ann.so`);
    const argv = [process.execPath, `${LIB}/virtcell.js`, 'agent', 'run', '--service'];
    const { code, stderr } = await machine.run(argv, { env: { LD_PRELOAD: '/usr/local/src/of-ann.so' } });
    expect([code, stderr]).toEqual([1, expect.stringContaining('can change /usr/local/src/of-ann.so')]);
  });

  it('does not run on a Node that others can write', async () => {
    await machine.shell(`cp ${process.execPath} /usr/local/bin/node-of-ann; chown ${ANN} /usr/local/bin/node-of-ann`);
    const argv = ['/usr/local/bin/node-of-ann', `${LIB}/virtcell.js`, 'agent', 'run', '--service'];
    const { code, stderr } = await machine.run(argv);
    expect([code, stderr]).toEqual([1, expect.stringContaining('can change /usr/local/bin/node-of-ann')]);
  });

  it('is found not to be whole, and is made whole by installing it again', async () => {
    await machine.shell(`echo >>${LIB}/launcher.js; chmod 600 ${LIB}/drainWorker.js; rm ${LIB}/package.json`);
    await machine.shell('chown 1500 /usr/local/bin/virtcell');
    const { code, stdout } = await machine.run(['virtcell', 'agent', 'status', '--json']);
    const { findings } = JSON.parse(stdout) as { findings: { path: string; problem: string }[] };
    expect([code, findings.map(({ path, problem }) => [path.split('/').at(-1), problem])]).toEqual([
      1,
      [
        ['drainWorker.js', 'mode'],
        ['launcher.js', 'changed'],
        ['package.json', 'missing'],
        ['virtcell', 'owner'],
      ],
    ]);
    await machine.done([...virtcell, 'agent', 'install', '--yes']);
    expect(await machine.json(['agent', 'status'])).toMatchObject({ findings: [], differs: false });
    expect(await machine.shell('ls /usr/local/lib/virtcell/releases | wc -l')).toBe('1\n');
  });

  it('tells a user who may not use it where it stands', async () => {
    const { code, stdout } = await machine.run(['virtcell', 'agent', 'status'], { uid: ANN });
    expect([code, stdout]).toEqual([0, expect.stringContaining('You may not use the agent')]);
  });

  it('runs on a copy of a Node that is in somebody’s home', async () => {
    await machine.shell(
      `mkdir -p /usr/local/src/home; cp ${process.execPath} /usr/local/src/home/node; chown -R ${ANN} /usr/local/src/home`,
    );
    const argv = ['/usr/local/src/home/node', ...virtcell.slice(1), 'agent', 'install', '--yes'];
    const { stdout } = await machine.run(argv, { env: { SUDO_UID: String(ANN) } });
    expect(stdout).toContain('is copied too');
    const { folder, node, pid } = (await machine.json(['agent', 'status'])) as Record<string, unknown>;
    expect(node).toBe(`${LIB}/node`);
    expect(await machine.shell(`readlink /proc/${pid}/exe`)).toBe(`${folder}/node\n`);
    // From the installed copy itself, whose folder goes away with it.
    await machine.shell(`echo >>${LIB}/launcher.js`);
    await machine.done(['virtcell', 'agent', 'install', '--yes']);
    expect(await machine.json(['agent', 'status'])).toMatchObject({ node: `${LIB}/node`, findings: [] });
    // It had all that it takes, and what it placed outside is known to it.
    expect(await machine.run(['virtcell', 'agent', 'uninstall', '--yes'])).toMatchObject({ code: 0, stderr: '' });
    expect((await machine.changes()).filter((path) => !/^usr\/local\/(src|bin\/node-of-ann)/.test(path))).toEqual([]);
  });
});
