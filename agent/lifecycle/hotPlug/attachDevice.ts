import { constants, openSync } from 'node:fs';
import { type AttachedDevice, readAttachedDevice } from '../../../domain-xml/attachDevice.ts';
import type { Diagnostic } from '../../../domain-xml/diagnostic.ts';
import { onlyDevice } from '../../../domain-xml/model/devicesOf.ts';
import type { CharacterDevice, Domain } from '../../../domain-xml/model/domain.ts';
import { hasLog } from '../../../plan/commandLine/characterDevices.ts';
import {
  attachSteps,
  isHotPluggable,
  passedFiles,
  type QmpStep,
  takesPciSlot,
} from '../../../plan/commandLine/hotPlug.ts';
import { needsUnixSockets } from '../../../plan/commandLine/unixSockets.ts';
import { attachNodes, undo } from '../../../plan/privateDev/devChange.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { ChangedDevice } from '../../../protocol/methods.ts';
import type { Caller } from '../../access/caller.ts';
import { qemuIdentity } from '../../access/qemuIdentity.ts';
import type { Identity } from '../../host/asCaller.ts';
import { orStorageError } from '../../host/atomicFile.ts';
import { failedCall, orFailedCall } from '../../host/failedCall.ts';
import { limitRunning } from '../../host/limitRunning.ts';
import { openAsCaller } from '../../host/openAsCaller.ts';
import type { Monitor } from '../../qemu/monitor.ts';
import { keepRecord } from '../adoption/statusFile.ts';
import type { AgentContext } from '../agentContext.ts';
import { consoleLogPath } from '../agentPaths.ts';
import { changePrivateDev } from '../dev/changePrivateDev.ts';
import { type LiveDomain, withAttached } from '../liveDomain.ts';
import { readLiveXml } from '../readXml.ts';
import type { DomainRecord } from '../registry.ts';
import { changeOf, inTurn, type Running, requireMonitor, requireSameRun } from '../running/changeRunning.ts';
import { liveText, readyOf } from '../running/liveText.ts';
import { makeLog, removeLog } from '../start/domainFolders.ts';
import { withPlaceInFragment } from '../start/failurePlace.ts';
import { PassedFiles } from '../start/passedFiles.ts';
import { Rollback } from '../start/rollback.ts';
import { lockedMemory } from '../start/writeSpec.ts';
import { hotPlugBus } from './hotPlugBus.ts';
import { keepAttached } from './keepAttached.ts';
import { planAddition } from './planAddition.ts';

/**
 * Plugs a device into a running domain: its nodes into the private /dev, its files and back ends into QEMU, the device
 * last. A failure at any step takes back what this call made, and nothing else.
 *
 * @throws VirtcellError naming the element of the fragment that asks for what cannot be had
 */
export async function attachDevice(
  agent: AgentContext,
  record: DomainRecord,
  caller: Caller,
  xml: string,
): Promise<ChangedDevice> {
  const running = requireMonitor(record);
  return inTurn(record, running.live, async () => {
    const identity = await orFailedCall({ code: 'host-facts', step: 'plan' }, () =>
      qemuIdentity(caller, agent.config.qemuUser),
    );
    const text = liveText(record, running.live);
    const attached = readFragment(text, xml);
    try {
      requireHotPluggable(attached, readLiveXml(text).domain);
      return await plugIn(agent, record, running, attached, identity);
    } catch (error) {
      throw withPlaceInFragment(failedCall(error, { code: 'host-facts', step: 'attach' }), attached);
    }
  });
}

async function plugIn(
  agent: AgentContext,
  record: DomainRecord,
  running: Running,
  attached: AttachedDevice,
  identity: Identity,
): Promise<ChangedDevice> {
  const { live, monitor } = running;
  const { domain, device } = attached;
  const { nodes, backingChains, deviceNodes, byName } = await planAddition(agent, record, attached, identity);
  requireSameRun(record, live);
  const change = attachNodes(live.plan, nodes);
  // Made before QEMU has the device: nothing can fail between its having it and the domain's.
  const ready = readyOf(record, live, attached);
  const changes = withAttached(live.changes, device.alias);
  const rollback = new Rollback((what, error) => agent.log(`${record.name}: ${what}`, error));
  try {
    // Written down before anything is done: an agent that comes after this one was killed finds a device in the XML that
    // QEMU does not have, and clears away what of it there is.
    keepRecord(agent, record, { ...live, plan: change.plan, ready, changes });
    allowLockedMemory(live, attached);
    const made = changePrivateDev(live, change.steps);
    rollback.add('its nodes', async () => changePrivateDev(live, undo(made)));
    const files = new PassedFiles(monitor, device.alias, rollback);
    for (const { path, accesses } of passedFiles(domain, device.alias, backingChains)) {
      if (byName(path)) continue;
      for (const access of accesses) await files.pass(path, await openAsCaller(identity, path, access));
    }
    const logFile = await passLog(agent, record, attached, files, rollback);
    const pciBus = takesPciSlot(domain, device.alias) ? await hotPlugBus(monitor, attached) : undefined;
    const place = {
      pciBus,
      backingChains,
      deviceNodes,
      fileName: files.nameOf,
      ...(logFile !== undefined && { logFile }),
    };
    await carryOut(monitor, attachSteps(domain, device.alias, place), rollback);
  } catch (error) {
    await rollback.run();
    takeBack(agent, record, live);
    throw error;
  }
  live.plan = change.plan;
  live.ready = ready;
  live.changes = changes;
  await keepAttached(agent, record, running, attached);
  return changeOf(device.alias, change.steps);
}

/** The domain is written down as it was. Where it has ended meanwhile there is nothing to write. */
function takeBack(agent: AgentContext, record: DomainRecord, live: LiveDomain): void {
  if (record.live !== live) return;
  try {
    keepRecord(agent, record, live);
  } catch (error) {
    agent.log(`${record.name}: what was not attached cannot be struck out`, error);
  }
}

function readFragment(live: string, xml: string): AttachedDevice {
  const read = readAttachedDevice(live, xml);
  if ('attached' in read) return read.attached;
  throw invalid(read.diagnostics);
}

function invalid(diagnostics: readonly Diagnostic[]): VirtcellError {
  const [first] = diagnostics.filter(({ severity }) => severity === 'error');
  const message = first?.message ?? 'not a device';
  return new VirtcellError({ code: 'xml-invalid', message, diagnostics, ...(first && { range: first.range }) });
}

/** @param present the running domain, with all that it has by now */
function requireHotPluggable({ domain, device }: AttachedDevice, present: Domain): void {
  const { element } = device.origin;
  const refuse = (message: string, hint: string): never => {
    throw new VirtcellError({ code: 'not-hot-pluggable', message, element, hint });
  };
  const hint = 'Add it to the definition; the next start has it.';
  if (!isHotPluggable(domain, device.alias)) refuse(`${device.alias} cannot be plugged into a running machine`, hint);
  if (needsUnixSockets(onlyDevice(domain, device.alias)) && !needsUnixSockets(present))
    refuse('it needs a Unix socket or an io_uring, and this machine was started without a need of either', hint);
  const controllers = new Set(present.controllers.map(({ alias }) => alias));
  const missing = domain.controllers.find(({ alias }) => !controllers.has(alias));
  if (missing) refuse(`it needs the controller ${missing.alias}, which the running machine does not have`, hint);
}

/** Not taken back should a later step fail: a limit that is too high does no harm, and another device may need it. */
function allowLockedMemory({ identity }: LiveDomain, { domain }: AttachedDevice): void {
  for (const { resource, hard } of lockedMemory(domain)) limitRunning(identity, resource, hard);
}

/** A console on a PTY gets its log, as at a start. */
async function passLog(
  agent: AgentContext,
  record: DomainRecord,
  { domain, device }: AttachedDevice,
  files: PassedFiles,
  rollback: Rollback,
): Promise<string | undefined> {
  const console = characterDevice(domain, device.alias);
  if (!console || !hasLog(console)) return undefined;
  const path = consoleLogPath(agent.paths, record.owner, record.uuid, device.alias);
  rollback.add('its log', async () => removeLog(path));
  const fd = orStorageError(path, () => {
    makeLog(path, record.owner);
    return openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW);
  });
  return files.pass(path, fd);
}

const characterDevice = ({ characterDevices }: AttachedDevice['domain'], alias: string): CharacterDevice | undefined =>
  characterDevices.find((each) => each.alias === alias);

async function carryOut(monitor: Monitor, steps: readonly QmpStep[], rollback: Rollback): Promise<void> {
  for (const step of steps) {
    await monitor.execute(step.execute, step.arguments);
    const { undo: back } = step;
    if (back) rollback.add(back.execute, () => monitor.execute(back.execute, back.arguments));
  }
}
