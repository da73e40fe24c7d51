import { JSON_OUTPUT, SOCKET } from './options.ts';
import { type VerbGroup, verb } from './verb.ts';

export const DOMAIN_XML: VerbGroup = {
  title: 'Domain XML',
  verbs: {
    validate: verb({
      words: ['FILE…'],
      options: JSON_OUTPUT,
      summary: 'check domain XML; needs no agent',
      manual: [
        'Every diagnostic has a place, a severity and a stable code. What libvirt knows and Virtcell does not support is said so and never dropped. `-` is standard input.',
        'With --json, one object a file: {file, ok, diagnostics}. Places count from zero, as in the Language Server Protocol.',
      ],
      load: async () => (await import('../domainXml/validate.ts')).validate,
    }),
    args: verb({
      words: ['FILE…'],
      options: JSON_OUTPUT,
      summary: "show QEMU's command line; needs no agent",
      manual: [
        'Nothing of the host is looked at, so the answer is the same everywhere; it is the command line that a start executes, descriptors included.',
        'With --json, one object a file: {file, ok, argv, diagnostics}.',
      ],
      load: async () => (await import('../domainXml/args.ts')).args,
    }),
    plan: verb({
      words: ['FILE'],
      options: { ...SOCKET, ...JSON_OUTPUT },
      summary: 'show the private /dev that a start would make',
      manual: [
        'Every node with the reasons why it is there, and every mount that stays shared with the host. Without an agent the plan is as this user sees the host.',
        'With --json: {nodes, mounts, hidden}.',
      ],
      load: async () => (await import('../domainXml/plan.ts')).plan,
    }),
  },
};
