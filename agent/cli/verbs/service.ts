import { JSON_OUTPUT, SOCKET } from './options.ts';
import { type VerbGroup, verb } from './verb.ts';

/** What the completion scripts call; nobody types it. */
export const COMPLETION_ANSWER = verb({
  words: ['[WORD…]'],
  options: {},
  summary: 'tell what may follow these words, the last one as far as it is typed',
  load: async () => (await import('../manual/completion.ts')).completionAnswer,
});

export const SERVICE: VerbGroup = {
  title: 'The agent and this command',
  verbs: {
    'agent run': verb({
      words: [],
      options: {
        socket: { type: 'string', value: 'PATH', help: 'where to listen' },
        'state-dir': { type: 'string', value: 'DIR', help: 'definitions and console logs; /var/lib/virtcell' },
        'run-dir': { type: 'string', value: 'DIR', help: 'what ends with the machine; /run/virtcell' },
        config: { type: 'string', value: 'FILE', help: 'configuration; /etc/virtcell/agent.json' },
        service: { type: 'boolean', help: 'refuse to run from files that others than root can change' },
      },
      summary: 'be the agent (as root)',
      manual: [
        'Serves until SIGTERM or SIGINT. Domains go on running without it, and the next agent takes them over. One line of JSON says that clients may connect.',
      ],
      load: async () => (await import('../service/agentRun.ts')).agentRun,
    }),
    doctor: verb({
      words: [],
      options: { ...SOCKET, ...JSON_OUTPUT },
      summary: 'show what works here and what does not',
      load: async () => (await import('../service/doctor.ts')).doctor,
    }),
    completion: verb({
      words: ['SHELL'],
      options: {},
      summary: "print a shell's completion script: bash, zsh or fish",
      manual: ['For bash: `source <(virtcell completion bash)`. Names of domains are asked of the agent.'],
      load: async () => (await import('../manual/completion.ts')).completion,
    }),
    help: verb({
      words: ['[VERB…]'],
      options: {
        man: { type: 'boolean', help: 'the manual page, for man(1)' },
        markdown: { type: 'boolean', help: 'the manual in Markdown' },
      },
      exclusive: [['man', 'markdown']],
      summary: 'show help for all verbs, or for one',
      load: async () => (await import('../manual/help.ts')).help,
    }),
  },
};
