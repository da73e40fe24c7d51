import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { consoleLogDir, domainRunDir } from '../../../../agent/lifecycle/agentPaths.ts';
import { addTransient } from '../../../../agent/lifecycle/definitions/definitions.ts';
import { attachDevice } from '../../../../agent/lifecycle/hotPlug/attachDevice.ts';
import { detachDevice } from '../../../../agent/lifecycle/hotPlug/detachDevice.ts';
import { readXml } from '../../../../agent/lifecycle/readXml.ts';
import { liveText } from '../../../../agent/lifecycle/running/liveText.ts';
import { destroyDomain } from '../../../../agent/lifecycle/running/stop.ts';
import { startDomain } from '../../../../agent/lifecycle/start/start.ts';
import { VirtcellError } from '../../../../protocol/errors.ts';
import { type Call, countFrom, endCount } from '../../namespace/failingCalls.ts';
import { letCommandsFail } from '../../namespace/failingCommands.ts';
import { UUID } from '../quietAgent.ts';
import { startingAgent } from '../startingAgent.ts';

/* A little agent with one running domain, that plugs devices as it is told while one of its calls fails. */

const OWNER = { uid: 1000, gid: 1000, groups: [], pid: process.pid };

/** With what takes and gives devices without its guest's help: it has none. */
const DOMAIN = `<domain type='qemu'>
  <name>vm</name>
  <uuid>${UUID}</uuid>
  <memory unit='MiB'>32</memory>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>
    <controller type='scsi' index='0' model='virtio-scsi'/>
    <controller type='virtio-serial' index='0'/>
    <memballoon model='none'/>
  </devices>
</domain>`;

export interface Order {
  readonly verb: keyof typeof verbs;
  readonly xml: string;
  /** As FAILING_CALL has it. */
  readonly failing: string;
}

/** What an attempt came to. */
export interface Attempt {
  readonly calls: readonly Call[];
  /** What whoever asked was told; nothing where it succeeded. */
  readonly error?: Readonly<Record<string, unknown>>;
  /** What went into the agent's log. */
  readonly said: readonly string[];
  /** All that there is of the domain's devices, on every side. */
  readonly state: Readonly<Record<string, unknown>>;
}

const [, , dist = '', folder = ''] = process.argv;
const { agent, quiet } = startingAgent(dist, folder);
const ready = readXml(DOMAIN);
const record = addTransient(agent, OWNER.uid, ready);
const request = { ready, source: { file: null, text: DOMAIN }, caller: OWNER, paused: false };
const live = await startDomain(agent, record, request);
const runDir = domainRunDir(agent.paths, record.owner, record.uuid);
const logDir = consoleLogDir(agent.paths, record.owner, record.uuid);

/** A failure after QEMU took the device is over when the device has gone. */
async function attach(xml: string): Promise<void> {
  const gone = quiet.announced('device detached');
  try {
    await attachDevice(agent, record, OWNER, xml);
  } catch (error) {
    if (liveText(record, live).includes(HOT)) await gone;
    throw error;
  }
}

/** What the XML of each device that is plugged has, and nothing else. */
const HOT = '<target';

const verbs = { attach, detach: (xml: string) => detachDevice(agent, record, xml) };

async function attempt({ verb, xml, failing }: Order): Promise<Attempt> {
  quiet.said.length = 0;
  // The log of a console that was there before; that of one that was plugged out stays for who reads it later.
  if (verb === 'attach') for (const name of readdirSync(logDir)) rmSync(join(logDir, name));
  countFrom(verb, failing);
  try {
    await verbs[verb](xml);
    return { calls: endCount(), said: [...quiet.said], state: await state() };
  } catch (error) {
    return { calls: endCount(), error: told(error), said: [...quiet.said], state: await state() };
  }
}

function told(error: unknown): NonNullable<Attempt['error']> {
  if (error instanceof VirtcellError) return { ...error.data };
  return error instanceof Error ? { ...error, stack: error.stack } : { thrown: String(error) };
}

const chardev = (each: { label: string }): string => each.label;
const blockNode = (each: { 'node-name': string }): string => each['node-name'];

async function state(): Promise<Attempt['state']> {
  const ask = async <T>(command: string, args?: Record<string, unknown>): Promise<T[]> =>
    (await live.monitor?.execute(command, args)) as T[];
  return {
    dev: readdirSync(`/proc/${live.process.pid}/root/dev`).sort(),
    xml: oneLine(liveText(record, live)),
    plan: live.plan,
    changes: live.changes,
    consoles: live.consoles.map(({ entry }) => entry.alias),
    run: readdirSync(runDir).sort(),
    record: ['start.json', 'status.xml'].map((name) => oneLine(readFileSync(join(runDir, name), 'utf8'))),
    logs: readdirSync(logDir).join(' '),
    blocks: (await ask('query-named-block-nodes')).map(blockNode as never).sort(),
    chardevs: (await ask('query-chardev')).map(chardev as never).sort(),
    fdsets: (await ask<{ fds: unknown[] }>('query-fdsets')).filter(({ fds }) => fds.length > 0),
    open: targets(live.process.pid).filter((path) => path.startsWith(folder)),
    objects: await ask('qom-list', { path: '/objects' }),
    devices: await ask('qom-list', { path: '/machine/peripheral' }),
    descriptors: targets(process.pid),
  };
}

/*
 * Of fd sets those with files: QEMU closes a log without telling the set, which stays, empty.
 */

/** Attaching breaks a line that detaching leaves broken. */
const oneLine = (xml: string): string => xml.replaceAll(/>\s+</g, '><');

/** What a process has open, but for the descriptor that reads the list. */
const targets = (pid: number): string[] =>
  readdirSync(`/proc/${pid}/fd`)
    .flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
      } catch {
        return [];
      }
    })
    .sort();

async function end(): Promise<void> {
  await Promise.all([destroyDomain(record), agent.launchers.close()]);
  await agent.drainThreads.stop();
  quiet.remove();
}

process.once('disconnect', () => void end().finally(() => process.exit(0)));
process.on('message', (order: Order) => void attempt(order).then((result) => process.send?.(result)));
letCommandsFail();
await agent.launchers.close();
process.send?.({ ready: true });
