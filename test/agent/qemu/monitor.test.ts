import { closeSync, openSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Monitor, type MonitorEvent } from '../../../agent/qemu/monitor.ts';
import { GREETING, ScriptedMonitor } from './scriptedMonitor.ts';

/** Longer than a test may take; those about silence bring their own. */
const PATIENT = 60_000;

let qemu: ScriptedMonitor;
beforeEach(async () => {
  qemu = await ScriptedMonitor.listen();
});
afterEach(() => qemu.dispose());

async function negotiated(patienceMs = PATIENT): Promise<Monitor> {
  const connecting = Monitor.connect(qemu.path, patienceMs);
  await qemu.say(GREETING);
  await qemu.answer();
  return connecting;
}

const failing = (message: string) => ({ data: { code: 'monitor', message: expect.stringContaining(message) } });

describe('connecting', () => {
  it('waits for the greeting, however it arrives, and negotiates', async () => {
    const connecting = Monitor.connect(qemu.path, PATIENT);
    await qemu.say(...GREETING);
    expect(await qemu.answer()).toMatchObject({ execute: 'qmp_capabilities' });
    (await connecting).close();
    await qemu.closed();
  });

  it('fails where nobody listens', async () => {
    await expect(Monitor.connect(`${qemu.path}.none`, PATIENT)).rejects.toMatchObject(failing('ENOENT'));
  });

  it('fails, and hangs up, when QEMU says nothing', async () => {
    await expect(Monitor.connect(qemu.path, 10)).rejects.toMatchObject(failing('said nothing'));
    await qemu.closed();
  });

  it('fails, and hangs up, when QEMU greets and then says nothing', async () => {
    const connecting = Monitor.connect(qemu.path, 100);
    connecting.catch(() => undefined);
    await qemu.say(GREETING);
    await expect(connecting).rejects.toMatchObject(failing('did not answer qmp_capabilities'));
    await qemu.closed();
  });

  it('waits for the greeting of a stopped QEMU without end where that is asked for', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const connecting = Monitor.connect(qemu.path, PATIENT, Number.POSITIVE_INFINITY);
      vi.advanceTimersByTime(1000 * PATIENT);
      await qemu.say(GREETING);
      await qemu.answer();
      const monitor = await connecting;
      const slow = monitor.execute('query-status');
      vi.advanceTimersByTime(PATIENT - 1);
      await qemu.answer({ status: 'running' });
      expect(await slow).toEqual({ status: 'running' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('fails, and hangs up, when QEMU refuses to negotiate', async () => {
    const connecting = Monitor.connect(qemu.path, PATIENT);
    connecting.catch(() => undefined);
    await qemu.say(GREETING);
    const { id } = await qemu.asked();
    await qemu.say(`{"error": {"class": "GenericError", "desc": "not today"}, "id": ${id}}\n`);
    await expect(connecting).rejects.toMatchObject(failing('qmp_capabilities: not today'));
    await qemu.closed();
  });

  it.each([
    ['no JSON', 'HTTP/1.1 200 OK\r\n'],
    ['no object', '[]\n'],
    ['an error of another form', '{"error": "no"}\n'],
    ['an event that is no word', '{"event": {}}\n'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x0a])],
  ])('fails, and hangs up, when QEMU sends %s', async (_, garbage) => {
    const connecting = Monitor.connect(qemu.path, PATIENT);
    connecting.catch(() => undefined);
    await qemu.say(garbage);
    await expect(connecting).rejects.toMatchObject(failing('something else than QMP'));
    await qemu.closed();
  });

  it('fails, and hangs up, at a line without an end, before it fills the memory', async () => {
    const connecting = Monitor.connect(qemu.path, PATIENT);
    connecting.catch(() => undefined);
    await qemu.say(Buffer.alloc(5 << 20, 'x'));
    await expect(connecting).rejects.toMatchObject(failing('endless line'));
    await qemu.closed();
  });

  it('fails when QEMU ends', async () => {
    const connecting = Monitor.connect(qemu.path, PATIENT);
    connecting.catch(() => undefined);
    await qemu.hangUp();
    await expect(connecting).rejects.toMatchObject(failing('closed its monitor'));
  });
});

describe('a command', () => {
  it('is answered by its own answer, events in between going to those who listen', async () => {
    const monitor = await negotiated();
    const events: MonitorEvent[] = [];
    monitor.onEvent((event) => events.push(event));
    const [first, second] = [monitor.execute('query-chardev'), monitor.execute('device_del', { id: 'net0' })];
    const [one, two] = [await qemu.asked(), await qemu.asked()];
    expect(two).toMatchObject({ execute: 'device_del', arguments: { id: 'net0' } });
    await qemu.say(
      `{"event": "STOP", "timestamp": {}}\n\n{"return": 2, "id": ${two.id}}\n`,
      `{"event": "SHUTDOWN", "data": {"guest": true}}\n{"return": 1, "id": ${one.id}}\n`,
    );
    expect(await Promise.all([first, second])).toEqual([1, 2]);
    expect(events).toEqual([
      { event: 'STOP', data: {} },
      { event: 'SHUTDOWN', data: { guest: true } },
    ]);
    monitor.close();
  });

  it('is refused with QEMU’s words; the next one is asked as before', async () => {
    const monitor = await negotiated();
    const refused = monitor.execute('cont');
    refused.catch(() => undefined);
    const { id } = await qemu.asked();
    await qemu.say(`{"error": {"class": "GenericError", "desc": "Guest is gone"}, "id": ${id}}\n`);
    await expect(refused).rejects.toMatchObject(failing('cont: Guest is gone'));
    const next = monitor.execute('query-status');
    await qemu.answer('running');
    expect(await next).toBe('running');
    monitor.close();
  });

  it('that is never answered is given up; a late answer is nobody’s, the next command’s its own', async () => {
    const monitor = await negotiated(100);
    const silent = monitor.execute('cont');
    silent.catch(() => undefined);
    const { id } = await qemu.asked();
    await expect(silent).rejects.toMatchObject(failing('did not answer cont'));
    const next = monitor.execute('query-status');
    const { id: nextId } = await qemu.asked();
    await qemu.say(`{"return": "late", "id": ${id}}\n{"return": "right", "id": ${nextId}}\n`);
    expect(await next).toBe('right');
    monitor.close();
  });

  it('is answered after a flood of events, none of which is lost or out of order', async () => {
    const monitor = await negotiated();
    const events: string[] = [];
    monitor.onEvent(({ event }) => events.push(event));
    const command = monitor.execute('query-status');
    const { id } = await qemu.asked();
    const flood = Array.from({ length: 300 }, (_, index) => `EVENT_${index}`);
    await qemu.say(`${flood.map((event) => `{"event": "${event}"}\n`).join('')}{"return": "alive", "id": ${id}}\n`);
    expect(await command).toBe('alive');
    const next = monitor.execute('query-status');
    await qemu.answer('still');
    expect(await next).toBe('still');
    expect(events).toEqual(flood);
    monitor.close();
  });

  it('under way fails when QEMU ends, and so does every later one', async () => {
    const monitor = await negotiated();
    const underWay = monitor.execute('system_powerdown');
    underWay.catch(() => undefined);
    await qemu.asked();
    await qemu.hangUp();
    await expect(underWay).rejects.toMatchObject(failing('closed its monitor'));
    await monitor.closed;
    await expect(monitor.execute('cont')).rejects.toMatchObject(failing('closed its monitor'));
  });

  it('under way fails when QEMU goes mad, and what it says afterwards in one breath is not heard', async () => {
    const monitor = await negotiated();
    const events: MonitorEvent[] = [];
    monitor.onEvent((event) => events.push(event));
    const underWay = monitor.execute('cont');
    underWay.catch(() => undefined);
    const { id } = await qemu.asked();
    await qemu.say(`Segmentation fault\n{"event": "RESUME"}\n{"return": {}, "id": ${id}}\n`);
    await expect(underWay).rejects.toMatchObject(failing('something else than QMP'));
    await monitor.closed;
    expect(events).toEqual([]);
  });
});

describe('what is asked in one go', () => {
  it('comes in its order, also with a descriptor in between', async () => {
    const monitor = await negotiated();
    const fd = openSync('/dev/null', 'r');
    try {
      const asked = [monitor.execute('one'), monitor.executeWith(fd, 'add-fd', {}), monitor.execute('three')];
      const commands = [await qemu.answer(1), await qemu.answer(2), await qemu.answer(3)];
      expect(commands.map(({ execute }) => execute)).toEqual(['one', 'add-fd', 'three']);
      expect(await Promise.all(asked)).toEqual([1, 2, 3]);
    } finally {
      closeSync(fd);
      monitor.close();
    }
  });

  describe('of a QEMU that does not read', () => {
    const MORE_THAN_A_SOCKET_HOLDS = { text: 'x'.repeat(4 << 20) };
    let fd: number;
    beforeEach(() => {
      fd = openSync('/dev/null', 'r');
    });
    afterEach(() => closeSync(fd));

    it('is asked when it reads again, the descriptor after what came before', async () => {
      const monitor = await negotiated();
      const hear = await qemu.deaf();
      const asked = [monitor.execute('one', MORE_THAN_A_SOCKET_HOLDS), monitor.executeWith(fd, 'add-fd', {})];
      hear();
      expect([await qemu.answer(1), await qemu.answer(2)].map(({ execute }) => execute)).toEqual(['one', 'add-fd']);
      expect(await Promise.all(asked)).toEqual([1, 2]);
      monitor.close();
    });

    it('fails when it says no more, though it has not ended', async () => {
      const monitor = await negotiated();
      await qemu.deaf();
      const asked = monitor.execute('one', MORE_THAN_A_SOCKET_HOLDS);
      const fails = expect(asked).rejects.toMatchObject(failing('closed its monitor'));
      await qemu.sayNoMore();
      await Promise.all([fails, monitor.closed]);
    });

    it('fails when it ends, with a descriptor as without', async () => {
      const monitor = await negotiated();
      await qemu.deaf();
      const asked = [monitor.execute('one', MORE_THAN_A_SOCKET_HOLDS), monitor.executeWith(fd, 'add-fd', {})];
      const ends = Promise.all(asked.map((each) => expect(each).rejects.toMatchObject({ data: { code: 'monitor' } })));
      await qemu.hangUp();
      await ends;
    });
  });
});
