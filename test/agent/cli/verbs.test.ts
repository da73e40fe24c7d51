import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { VirtcellError } from '../../../protocol/errors.ts';
import { devReport, domainEntry, results, startedDomain } from '../../../protocol/methods.ts';
import { entry, FakeService, REPORT } from '../server/fakeService.ts';
import { startServer, temporaryFolder } from '../server/testServer.ts';
import { virtcell } from './virtcell.ts';

function xmlFile(xml = '<domain/>'): string {
  const file = join(temporaryFolder(), 'demo.xml');
  writeFileSync(file, xml);
  return file;
}

describe('what a verb asks of the agent', () => {
  test.each([
    [['start', 'demo', '--paused'], 'start', { name: 'demo', paused: true }],
    [['start', 'demo'], 'start', { name: 'demo' }],
    [['shutdown', 'demo', '--owner', '1000'], 'shutdown', { name: 'demo', owner: 1000 }],
    [['destroy', 'demo'], 'destroy', { name: 'demo' }],
    [['undefine', 'demo'], 'undefine', { name: 'demo' }],
    [['list'], 'list', {}],
    [['list', '--all'], 'list', { all: true }],
    [['dumpxml', 'demo', '--inactive'], 'dumpxml', { name: 'demo', inactive: true }],
    [['dev', 'demo'], 'dev', { name: 'demo' }],
    [['mounts', 'demo'], 'dev', { name: 'demo' }],
    [['doctor'], 'doctor', {}],
  ])('%j', async (argv, method, params) => {
    const { path, service } = await startServer();
    expect(await virtcell(path, argv)).toMatchObject({ code: 0, stderr: '' });
    expect(service.calls).toMatchObject([{ method, params }]);
    expect(service.calls[0]?.params).toEqual(params);
  });

  test.each(['create', 'define'])('%s sends the file’s text and its whole path', async (verb) => {
    const { path, service } = await startServer();
    const file = xmlFile();
    await virtcell(path, [verb, file]);
    expect(service.calls[0]?.params).toEqual({ xml: '<domain/>', file });
  });
});

describe('what people read', () => {
  test.each([
    [['list']],
    [['create']],
    [['start', 'demo']],
    [['define']],
    [['undefine', 'demo']],
    [['shutdown', 'demo']],
    [['destroy', 'demo']],
    [['dumpxml', 'demo']],
    [['dev', 'demo']],
    [['mounts', 'demo']],
    [['plan']],
    [['ttyconsole', 'demo']],
  ])('%j', async (argv) => {
    const { path } = await startServer();
    const file = xmlFile();
    const words = ['create', 'define', 'plan'].includes(argv[0] ?? '') ? [...argv, file] : argv;
    const { code, stdout, stderr } = await virtcell(path, words);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.replaceAll(file, 'demo.xml')).toMatchSnapshot();
  });

  test('the owners, where there is more than one', async () => {
    const domains = [entry(1000), { ...entry(1001, 'a-longer-name'), id: null, pid: null, state: 'shut off' as const }];
    const { path } = await startServer(new FakeService({ list: async () => ({ domains }) }));
    expect((await virtcell(path, ['list', '--all'])).stdout).toMatchSnapshot();
  });
});

describe('what scripts read', () => {
  test.each([
    [['list', '--json'], z.array(domainEntry)],
    [['create', '--json'], startedDomain],
    [['start', 'demo', '--json'], startedDomain],
    [['define', '--json'], domainEntry],
    [['dev', 'demo', '--json'], devReport],
    [['plan', '--json'], devReport],
    [['mounts', 'demo', '--json'], devReport.shape.mounts],
    [['doctor', '--json'], results.doctor],
  ] as const)('%j', async (argv, schema) => {
    const { path } = await startServer();
    const words = ['create', 'define', 'plan'].includes(argv[0]) ? [...argv, xmlFile()] : argv;
    const { stdout } = await virtcell(path, words);
    expect(stdout.match(/\n/g)).toHaveLength(1);
    z.parse(schema, JSON.parse(stdout));
  });
});

describe('an error', () => {
  test('shows all that is known of it', async () => {
    const service = new FakeService({
      start: () =>
        Promise.reject(
          new VirtcellError({
            code: 'launch-step',
            message: 'A node could not be made.',
            step: 'build',
            syscall: 'mknodat',
            errno: 'EPERM',
            path: '/dev/vdb',
            element: '/domain/devices/disk[2]/source',
            range: { start: { line: 11, character: 6 }, end: { line: 11, character: 30 } },
            hint: 'Is the agent in a container?',
          }),
        ),
    });
    const { path } = await startServer(service);
    expect(await virtcell(path, ['start', 'demo'])).toMatchInlineSnapshot(`
      {
        "code": 1,
        "stderr": "virtcell: A node could not be made. [launch-step]
        step     build
        system   mknodat: EPERM
        path     /dev/vdb
        element  /domain/devices/disk[2]/source (line 12)
        hint     Is the agent in a container?
      ",
        "stdout": "",
      }
    `);
  });

  test('in a file’s XML names the file and the place, as compilers do', async () => {
    const range = { start: { line: 2, character: 4 }, end: { line: 2, character: 9 } };
    const diagnostics = [
      { severity: 'error', code: 'unsupported-element', message: '<vsock> is not supported.', range },
    ] as const;
    const service = new FakeService({
      create: () => Promise.reject(new VirtcellError({ code: 'xml-invalid', message: 'no', range, diagnostics })),
    });
    const { path } = await startServer(service);
    const file = xmlFile();
    const { code, stderr } = await virtcell(path, ['create', file]);
    expect([code, stderr.replaceAll(file, 'demo.xml')]).toEqual([
      1,
      'demo.xml:3:5: error: <vsock> is not supported. [unsupported-element]\nvirtcell: no [xml-invalid]\n',
    ]);
  });

  test('that nobody foresaw comes without a stack', async () => {
    const service = new FakeService({ list: () => Promise.reject(new TypeError('x is not a function')) });
    const { path } = await startServer(service);
    expect(await virtcell(path, ['list'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'virtcell: The agent failed at this request; its log says why. [internal]\n',
    });
  });

  test.each(['create', 'define', 'plan'])('%s of a file that is not there does not ask the agent', async (verb) => {
    const { path, audit, service } = await startServer();
    const { code, stderr } = await virtcell(path, [verb, '/nowhere/demo.xml']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('There is no file /nowhere/demo.xml. [missing-file]')]);
    expect([audit, service.calls]).toEqual([[], []]);
  });
});

describe('plan', () => {
  const range = { start: { line: 4, character: 4 }, end: { line: 4, character: 9 } };
  const missing = { severity: 'error', code: 'missing-device-node', message: '/dev/vdz is not there', range } as const;

  test('with errors is shown, and failed', async () => {
    const service = new FakeService({ plan: async () => ({ report: REPORT, diagnostics: [missing] }) });
    const { path } = await startServer(service);
    const file = xmlFile();
    const { code, stdout, stderr } = await virtcell(path, ['plan', '--json', file]);
    expect([code, JSON.parse(stdout)]).toEqual([1, REPORT]);
    expect(stderr).toBe(`${file}:5:5: error: /dev/vdz is not there [missing-device-node]\n`);
  });

  test('without an agent is what this user sees, and says so', async () => {
    const file = xmlFile(`<domain type='qemu'><name>demo</name><memory>65536</memory>
      <os><type arch='x86_64' machine='pc'>hvm</type></os><devices><serial type='pty'/></devices></domain>`);
    const { code, stdout, stderr } = await virtcell('/nowhere/agent.sock', ['plan', '--json', file]);
    expect([code, stderr]).toEqual([
      0,
      'virtcell: No agent is running at this socket. The plan is as you see the host yourself.\n',
    ]);
    const { nodes } = z.parse(devReport, JSON.parse(stdout));
    expect(nodes).toContainEqual(
      expect.objectContaining({ path: '/dev/null', kind: 'char', major: 1, minor: 3, reasons: [{ kind: 'default' }] }),
    );
  });
});

describe('ttyconsole', () => {
  const two = [entry(1000), { ...entry(1001), consoles: [] }];
  test.each([
    ['another name', ['other'], 'domain-not-found'],
    ['an alias it has not', ['demo', 'serial1', '--owner', '1000'], 'console-not-found'],
    ['a domain without a PTY', ['demo', '--owner', '1001'], 'console-not-found'],
    ['a name that two have', ['demo'], 'domain-ambiguous'],
  ])('of %s', async (_, words, code) => {
    const { path } = await startServer(new FakeService({ list: async () => ({ domains: two }) }));
    const finished = await virtcell(path, ['ttyconsole', ...words]);
    expect(finished).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(`[${code}]`) });
  });
});

test('doctor without an agent says so with the next step, and fails', async () => {
  const { code, stdout } = await virtcell('/nowhere/agent.sock', ['doctor']);
  expect([code, stdout]).toEqual([
    1,
    expect.stringContaining(
      'FAIL agent: No agent is running at this socket. [agent-not-running] /nowhere/agent.sock\n     Start it: sudo virtcell agent start, where it is installed, else sudo virtcell agent run.\n',
    ),
  ]);
});

test('a name cannot command the terminal', async () => {
  const domains = [entry(1000, 'a\u001b]0;title\u0007b\u009bm')];
  const { path } = await startServer(new FakeService({ list: async () => ({ domains }) }));
  const { stdout } = await virtcell(path, ['list']);
  expect(stdout).toContain('a\\x1b]0;title\\x07b\\x9bm');
});
