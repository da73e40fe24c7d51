import { readFileSync, watch, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Monitor } from '../../../../agent/qemu/monitor.ts';
import type { DomainEntry, StartedDomain } from '../../../../protocol/methods.ts';
import { AgentProcess } from '../../agentProcess.ts';
import { bootSectorDomain } from '../../testDomains.ts';
import { watchEvents } from '../watchedEvents.ts';

const POWER_OFF = '\x04';

let agent: AgentProcess;
beforeEach(async () => {
  agent = await AgentProcess.start();
});
afterEach(() => agent.dispose());

const entry = async (name: string): Promise<DomainEntry | undefined> =>
  ((await agent.json(['list', '--all'])) as DomainEntry[]).find((domain) => domain.name === name);

/** A domain whose guest has said that it is ready; it obeys the power button. */
async function ready(name: string, actions = ''): Promise<StartedDomain> {
  const xml = bootSectorDomain(agent, { name }).replace('<features>', `${actions}<features>`);
  const started = (await agent.json(['create', agent.file(`${name}.xml`, xml)])) as StartedDomain;
  await boots(started, 1);
  return started;
}

/** A domain without a guest: nobody hears the power button. */
async function deaf(name: string): Promise<StartedDomain> {
  const disk = agent.file(`${name}.img`, Buffer.alloc(1 << 20));
  const xml = bootSectorDomain(agent, { name, disk });
  return (await agent.json(['create', agent.file(`${name}.xml`, xml)])) as StartedDomain;
}

/** Resolves once the guest has said that it is ready so many times: it does when it has booted. */
function boots({ uuid }: { uuid: string }, times: number): Promise<void> {
  const log = `${agent.stateDir}/consoles/0/${uuid}/serial0.log`;
  return new Promise((resolve) => {
    const watcher = watch(log, () => look());
    const look = (): void => {
      if (readFileSync(log, 'utf8').split('ready').length - 1 < times) return;
      watcher.close();
      resolve();
    };
    look();
  });
}

/** What a verb said, or the code of its refusal. */
async function said(...argv: string[]): Promise<string> {
  const { code, stdout, stderr } = await agent.virtcell(argv);
  return code === 0 ? stdout.trim() : (/\[([a-z-]+)\]/.exec(stderr)?.[1] ?? stderr);
}

const runDir = ({ uuid }: { uuid: string }): string => `${agent.runDir}/domains/0/${uuid}`;
const status = (domain: { uuid: string }): string => readFileSync(`${runDir(domain)}/status.xml`, 'utf8');

/** What happens while there is no agent. */
async function withoutAgent(domain: { uuid: string }, act: (monitor: Monitor) => Promise<unknown>): Promise<void> {
  await agent.signal('SIGKILL');
  const monitor = await Monitor.connect(`${runDir(domain)}/monitor.sock`, 10_000);
  await act(monitor);
  monitor.close();
  await monitor.closed;
  await agent.start();
}

const event = (monitor: Monitor, name: string): Promise<void> =>
  new Promise((resolve) => {
    monitor.onEvent(({ event: said }) => said === name && resolve());
  });

describe('a paused domain', () => {
  it('stands still and goes on; verbs that do not go with its state say so', async () => {
    await ready('vm');
    expect(await said('resume', 'vm')).toBe('domain-state');
    expect(await said('suspend', 'vm')).toBe("Domain 'vm' suspended");
    expect(await entry('vm')).toMatchObject({ state: 'paused' });
    // As virsh has it.
    expect(await said('suspend', 'vm')).toBe("Domain 'vm' suspended");
    expect(await said('shutdown', 'vm')).toBe('domain-state');
    expect(await said('reboot', 'vm')).toBe('domain-state');
    expect(await said('reset', 'vm')).toBe("Domain 'vm' was reset");
    expect(await entry('vm')).toMatchObject({ state: 'paused' });
    expect(await said('resume', 'vm')).toBe("Domain 'vm' resumed");
    expect(await entry('vm')).toMatchObject({ state: 'running' });
  });

  it('is found as it is by an agent that comes later, whatever happened meanwhile', async () => {
    const domain = await ready('vm');
    await said('suspend', 'vm');
    expect(status(domain)).toContain("<domstatus state='paused' reason='user'");
    await withoutAgent(domain, async () => undefined);
    expect(await entry('vm')).toMatchObject({ state: 'paused' });
    await withoutAgent(domain, (monitor) => monitor.execute('cont'));
    expect(await entry('vm')).toMatchObject({ state: 'running' });
    expect(status(domain)).toContain("<domstatus state='running' reason='unpaused'");
    await withoutAgent(domain, (monitor) => monitor.execute('stop'));
    expect(await entry('vm')).toMatchObject({ state: 'paused' });
  });

  it('that is one since its guest powered off is reset before it goes on', async () => {
    const domain = await ready('vm', '<on_poweroff>preserve</on_poweroff>');
    const events = await watchEvents(agent);
    await agent.virtcell(['console', 'vm'], { input: POWER_OFF });
    await events.state('paused');
    events.end();
    expect(status(domain)).toContain("<domstatus state='paused' reason='shutting down'");
    expect(await said('resume', 'vm')).toBe('domain-state');
    await said('reset', 'vm');
    expect(await said('resume', 'vm')).toBe("Domain 'vm' resumed");
    await boots(domain, 2);
  });
});

describe('reset', () => {
  it.each(['restart', 'destroy', 'preserve'])(
    'starts the guest anew in the same process, with on_reboot %s too',
    async (action) => {
      const domain = await ready('vm', `<on_reboot>${action}</on_reboot>`);
      expect(await said('reset', 'vm')).toBe("Domain 'vm' was reset");
      await boots(domain, 2);
      expect(await entry('vm')).toMatchObject({ state: 'running', pid: domain.pid });
    },
  );
});

describe('a guest that does not hear the power button', () => {
  it('is in shutdown until it is reset, or paused and resumed', async () => {
    const domain = await deaf('vm');
    await said('shutdown', 'vm');
    const events = await watchEvents(agent);
    // Told before or after the subscription.
    if ((await entry('vm'))?.state !== 'in shutdown') await events.state('in shutdown');
    await withoutAgent(domain, async () => undefined);
    expect(await entry('vm')).toMatchObject({ state: 'in shutdown' });
    const later = await watchEvents(agent);
    await said('reset', 'vm');
    await later.state('running');
    await said('shutdown', 'vm');
    await later.state('in shutdown');
    await said('suspend', 'vm');
    await said('resume', 'vm');
    expect(await entry('vm')).toMatchObject({ state: 'running' });
    later.end();
  });
});

describe('reboot', () => {
  it('starts the guest anew in the same process once it has powered off, and only then', async () => {
    const domain = await ready('vm');
    expect(await said('reboot', 'vm')).toBe("Domain 'vm' is being rebooted");
    await boots(domain, 2);
    expect(await entry('vm')).toMatchObject({ state: 'running', pid: domain.pid });
    expect(status(domain)).not.toContain('fakereboot');
    const events = await watchEvents(agent);
    await agent.virtcell(['console', 'vm'], { input: POWER_OFF });
    expect(await events.state('shut off')).toMatchObject({ reason: 'shutdown' });
    events.end();
  });

  it('ends the domain with on_reboot destroy', async () => {
    await ready('vm', '<on_poweroff>restart</on_poweroff><on_reboot>destroy</on_reboot>');
    const events = await watchEvents(agent);
    await said('reboot', 'vm');
    expect(await events.state('shut off')).toMatchObject({ reason: 'shutdown' });
    events.end();
  });

  it('keeps the machine to be looked at with on_reboot preserve', async () => {
    const domain = await ready('vm', '<on_reboot>preserve</on_reboot>');
    const events = await watchEvents(agent);
    await said('reboot', 'vm');
    await events.state('paused');
    events.end();
    expect(await entry('vm')).toMatchObject({ state: 'paused', pid: domain.pid });
  });

  it('is taken back by a shutdown', async () => {
    const domain = await deaf('vm');
    await said('reboot', 'vm');
    expect(status(domain)).toContain('<fakereboot/>');
    await said('shutdown', 'vm');
    expect(status(domain)).not.toContain('fakereboot');
  });

  it.each([
    ['before the guest has powered off', 'shutdown'],
    ['after it was reset', 'prelaunch'],
  ])('is done by the next agent when one died %s', async (_, runState) => {
    const domain = await ready('vm');
    await agent.signal('SIGKILL');
    writeFileSync(`${runDir(domain)}/status.xml`, status(domain).replace('<virtcell', '<fakereboot/>\n  <virtcell'));
    await withoutAgent(domain, async (monitor) => {
      const off = event(monitor, 'STOP');
      await monitor.execute('set-action', { shutdown: 'pause' });
      await monitor.execute('system_powerdown');
      await off;
      if (runState === 'shutdown') return;
      const reset = event(monitor, 'RESET');
      await monitor.execute('system_reset');
      await reset;
    });
    await boots(domain, 2);
    expect(await entry('vm')).toMatchObject({ state: 'running', pid: domain.pid });
    const events = await watchEvents(agent);
    await agent.virtcell(['console', 'vm'], { input: POWER_OFF });
    expect(await events.state('shut off')).toMatchObject({ reason: 'shutdown' });
    events.end();
  });
});

describe('a guest that powers off', () => {
  it('is restarted with on_poweroff restart, also where its own reset would end it', async () => {
    const domain = await ready('vm', '<on_poweroff>restart</on_poweroff><on_reboot>destroy</on_reboot>');
    await agent.virtcell(['console', 'vm'], { input: POWER_OFF });
    await boots(domain, 2);
    expect(await entry('vm')).toMatchObject({ state: 'running', pid: domain.pid });
  });
});
