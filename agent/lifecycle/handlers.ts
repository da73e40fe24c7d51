import { hasErrors } from '../../domain-xml/diagnostic.ts';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { diagnosticOf } from '../../plan/privateDev/planProblem.ts';
import { reportPlan } from '../../plan/privateDev/report.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import type { Result } from '../../protocol/methods.ts';
import { type Caller, maySee } from '../access/caller.ts';
import { ownerAsCaller, qemuIdentity } from '../access/qemuIdentity.ts';
import { wishesOf } from '../access/wishes.ts';
import { doctor } from '../host/doctor.ts';
import type { Handlers } from '../server/handlers.ts';
import type { AgentContext } from './agentContext.ts';
import { describeLog } from './consoles/consoleLogs.ts';
import { setAutostart } from './definitions/autostart.ts';
import { addTransient, define, undefine } from './definitions/definitions.ts';
import { keptChecks } from './definitions/doctorKept.ts';
import { devReport } from './dev/devReport.ts';
import { syncDev } from './dev/syncDev.ts';
import { attachDevice } from './hotPlug/attachDevice.ts';
import { detachDevice } from './hotPlug/detachDevice.ts';
import { readXml } from './readXml.ts';
import { type DomainRecord, domainEntry } from './registry.ts';
import { domainChanges, domainInfo } from './running/dominfo.ts';
import { liveText } from './running/liveText.ts';
import { askMonitor } from './running/monitorCommand.ts';
import { orEnded } from './running/orEnded.ts';
import { rebootDomain, resetDomain, resumeDomain, shutDownDomain, suspendDomain } from './running/power.ts';
import { destroyDomain, requireLive } from './running/stop.ts';
import { planDomain } from './start/planDomain.ts';
import { previewArguments } from './start/prepare.ts';
import { startDomain } from './start/start.ts';
import { startDefined } from './start/startDefined.ts';

interface Reference {
  readonly name: string;
  readonly owner?: number | undefined;
}

/** What each method does. A table: every entry is one thing that happens to domains, told by the functions it calls. */
export function handlers(agent: AgentContext): Handlers {
  const find = (caller: Caller, ref: Reference): DomainRecord => agent.registry.find(caller, ref);
  const ofRun = <T>(caller: Caller, ref: Reference, ask: (record: DomainRecord) => Promise<T>): Promise<T> => {
    const record = find(caller, ref);
    return orEnded(record, () => ask(record));
  };
  return {
    doctor: async ({ uid }) => ({ checks: [...doctor(agent.landlockAbi), ...(uid === 0 ? keptChecks(agent) : [])] }),

    plan: (caller, { xml }) => previewPlan(agent, caller, xml),

    define: async (caller, { xml, file, owner = caller.uid }) => {
      if (!maySee(caller, owner)) {
        throw new VirtcellError({ code: 'caller-refused', message: 'only root defines a domain for another user' });
      }
      const record = define(agent, owner, xml, file);
      agent.events.emit({ kind: 'defined', domain: domainEntry(record) });
      return domainEntry(record);
    },

    undefine: async (caller, ref) => {
      const record = find(caller, ref);
      undefine(agent, record);
      agent.events.emit({ kind: 'undefined', name: record.name, uuid: record.uuid, owner: record.owner });
      return {};
    },

    create: async (caller, { xml, file, paused }) => {
      const ready = readXml(xml);
      const record = addTransient(agent, caller.uid, ready);
      try {
        const source = { file: file ?? null, text: xml };
        const live = await startDomain(agent, record, { ready, source, caller, paused: paused ?? false });
        return { ...domainEntry(record), timeline: [...live.timeline] };
      } finally {
        // A start that was refused before there was a process has nothing else to take the name back. Whoever defined
        // the domain meanwhile keeps it.
        if (!record.live && !record.definition) agent.registry.remove(record);
      }
    },

    start: async (caller, { paused, ...ref }) => {
      const record = find(caller, ref);
      const request = { caller: ownerAsCaller(caller, record.owner), paused: paused ?? false };
      const live = await startDefined(agent, record, request);
      return { ...domainEntry(record), timeline: [...live.timeline] };
    },

    autostart: async (caller, { enabled, ...ref }) => {
      const record = find(caller, ref);
      setAutostart(agent, record, enabled);
      agent.events.emit({ kind: 'defined', domain: domainEntry(record) });
      return domainEntry(record);
    },

    dominfo: async (caller, ref) => domainInfo(find(caller, ref)),

    changes: async (caller, ref) => domainChanges(find(caller, ref)),

    shutdown: async (caller, ref) => done(ofRun(caller, ref, (record) => shutDownDomain(agent, record))),
    reboot: async (caller, ref) => done(ofRun(caller, ref, (record) => rebootDomain(agent, record))),
    reset: async (caller, ref) => done(ofRun(caller, ref, (record) => resetDomain(agent, record))),
    suspend: async (caller, ref) => done(ofRun(caller, ref, (record) => suspendDomain(record))),
    resume: async (caller, ref) => done(ofRun(caller, ref, (record) => resumeDomain(record))),

    destroy: async (caller, ref) => done(destroyDomain(find(caller, ref))),

    list: async (caller, { all }) => ({
      domains: agent.registry
        .visibleTo(caller)
        .filter((record) => all || record.live)
        .map((record) => domainEntry(record)),
    }),

    dumpxml: async (caller, { inactive, ...ref }) => {
      const record = find(caller, ref);
      const { live, definition } = record;
      if (live && !inactive) return { xml: liveText(record, live) };
      return { xml: definition?.xml ?? live?.ready.xml ?? '' };
    },

    consoleLog: async (caller, { alias, times, ...ref }) => describeLog(agent, find(caller, ref), { alias, times }),

    dev: async (caller, ref) => {
      const live = requireLive(find(caller, ref));
      return { ...devReport(live), timeline: [...live.timeline] };
    },

    syncDev: async (caller, ref) =>
      ofRun(caller, ref, (record) => syncDev(agent, record, ownerAsCaller(caller, record.owner))),

    attachDevice: async (caller, { xml, ...ref }) =>
      ofRun(caller, ref, (record) => attachDevice(agent, record, ownerAsCaller(caller, record.owner), xml)),

    detachDevice: async (caller, { xml, ...ref }) => ofRun(caller, ref, (record) => detachDevice(agent, record, xml)),

    monitorCommand: async (caller, { command, ...ref }) => ({
      return: await ofRun(caller, ref, (record) => askMonitor(agent, caller, record, command)),
    }),
  };
}

async function done(work: Promise<void>): Promise<Record<string, never>> {
  await work;
  return {};
}

/** The plan of XML that is only being looked at; a plan with what is missing is shown, with errors where it is wanted. */
async function previewPlan(agent: AgentContext, caller: Caller, xml: string): Promise<Result<'plan'>> {
  const { domain, diagnostics } = readDomain(xml);
  if (!domain || hasErrors(diagnostics)) return { report: null, diagnostics: [...diagnostics] };
  const identity = qemuIdentity(caller, agent.config.qemuUser);
  const planned = await planDomain(domain, identity, wishesOf(agent.config, caller.uid, identity.uid));
  const found = planned.problems.map((problem) => diagnosticOf(problem));
  const argv = previewArguments(domain, planned);
  return {
    report: reportPlan(planned.plan),
    diagnostics: [...diagnostics, ...found],
    ...(argv && { argv: [...argv] }),
  };
}
