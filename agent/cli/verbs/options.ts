/** Of every verb that talks to the agent. */
export const SOCKET = {
  socket: { type: 'string', value: 'PATH', help: "the agent's socket", common: true },
} as const;

/** Of every verb on a NAME. */
export const DOMAIN = {
  ...SOCKET,
  owner: { type: 'string', value: 'UID', help: 'whose domain, for root, who sees those of all users', common: true },
} as const;

export const JSON_OUTPUT = {
  json: { type: 'boolean', help: 'print JSON, one value a line' },
} as const;
