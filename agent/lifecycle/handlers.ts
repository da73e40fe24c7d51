import { hasErrors } from '../../domain-xml/diagnostic.ts';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { reportPlan } from '../../plan/privateDev/report.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import type { Result } from '../../protocol/methods.ts';
import type { Caller } from '../access/caller.ts';
import { ownerAsCaller, qemuIdentity } from '../access/qemuIdentity.ts';
import { wishesOf } from '../access/wishes.ts';
import { doctor } from '../host/doctor.ts';
import type { Handlers } from '../server/handlers.ts';
import type { AgentContext } from './agentContext.ts';
import { attachDevice } from './attachDevice.ts';
import { addTransient, define, undefine } from './definitions.ts';
import { detachDevice } from './detachDevice.ts';
import { devReport } from './devReport.ts';
import { liveText } from './liveText.ts';
import { planDomain } from './planDomain.ts';
import { readXml } from './readXml.ts';
import { type DomainRecord, domainEntry } from './registry.ts';
import { startDomain } from './start.ts';
import { destroyDomain, requireLive, shutDownDomain } from './stop.ts';
import { syncDev } from './syncDev.ts';

/** What each method does. A table: every entry is one thing that happens to domains, told by the functions it calls. */
export function handlers(agent: AgentContext): Handlers {
  const find = (caller: Caller, ref: { name: string; owner?: number | undefined }): DomainRecord =>
    agent.registry.find(caller, ref);
  return {
    doctor: async () => ({ checks: doctor(agent.landlockAbi) }),

    plan: (caller, { xml }) => previewPlan(agent, caller, xml),

    define: async (caller, { xml, file }) => {
      const record = define(agent, caller.uid, xml, file);
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
        return await started(agent, record, {
          ready,
          source: { file: file ?? null, text: xml },
          caller,
          paused: paused ?? false,
        });
      } finally {
        // A start that was refused before there was a process has nothing else to take the name back. Whoever defined
        // the domain meanwhile keeps it.
        if (!record.live && !record.definition) agent.registry.remove(record);
      }
    },

    start: async (caller, { paused, ...ref }) => {
      const record = find(caller, ref);
      if (!record.definition)
        throw new VirtcellError({ code: 'domain-running', message: `${record.name} runs already` });
      // The text as it was sent and not the definition with its UUID: places in it are places in the client's file.
      const { source } = record.definition;
      return started(agent, record, {
        ready: readXml(source.text, () => record.uuid),
        source,
        caller: ownerAsCaller(caller, record.owner),
        paused: paused ?? false,
      });
    },

    shutdown: async (caller, ref) => {
      await shutDownDomain(find(caller, ref));
      return {};
    },

    destroy: async (caller, ref) => {
      await destroyDomain(find(caller, ref));
      return {};
    },

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

    dev: async (caller, ref) => {
      const live = requireLive(find(caller, ref));
      return { ...devReport(live), timeline: [...live.timeline] };
    },

    syncDev: async (caller, ref) => {
      const record = find(caller, ref);
      return syncDev(agent, record, ownerAsCaller(caller, record.owner));
    },

    attachDevice: async (caller, { xml, ...ref }) => {
      const record = find(caller, ref);
      return attachDevice(agent, record, ownerAsCaller(caller, record.owner), xml);
    },

    detachDevice: async (caller, { xml, ...ref }) => detachDevice(agent, find(caller, ref), xml),
  };
}

async function started(
  agent: AgentContext,
  record: DomainRecord,
  request: Parameters<typeof startDomain>[2],
): Promise<Result<'start'>> {
  const live = await startDomain(agent, record, request);
  return { ...domainEntry(record), timeline: [...live.timeline] };
}

/** The plan of XML that is only being looked at; a plan with what is missing is shown, with errors where it is wanted. */
async function previewPlan(agent: AgentContext, caller: Caller, xml: string): Promise<Result<'plan'>> {
  const { domain, diagnostics } = readDomain(xml);
  if (!domain || hasErrors(diagnostics)) return { report: null, diagnostics: [...diagnostics] };
  const identity = qemuIdentity(caller, agent.config.qemuUser);
  const { plan, problems } = await planDomain(domain, identity, wishesOf(agent.config, caller.uid, identity.uid));
  const found = problems.map(({ severity, code, message, range }) => ({ severity, code, message, range }));
  return { report: reportPlan(plan), diagnostics: [...diagnostics, ...found] };
}
