import * as z from 'zod/mini';

/*
 * What is around every message, JSON-RPC 2.0 section 4 and 5, narrower than the standard: numbers as ids, parameters by
 * name, no batches. vscode-jsonrpc looks at a message only as far as it must, and keys its queue by the id as text.
 */

const jsonrpc = z.literal('2.0');
const id = z.int().check(z.minimum(0));
const method = z.string().check(z.maxLength(64));
const params = z.record(z.string(), z.unknown());

const request = z.strictObject({ jsonrpc, id, method, params: z.optional(params) });
const cancellation = z.strictObject({
  jsonrpc,
  method: z.literal('$/cancelRequest'),
  params: z.strictObject({ id }),
});

/** What the agent accepts from a client. */
export const clientMessage = z.union([request, cancellation]);
export type ClientMessage = z.infer<typeof clientMessage>;

const answer = z.strictObject({ jsonrpc, id, result: z.unknown() });
const refusal = z.strictObject({
  jsonrpc,
  id,
  error: z.strictObject({ code: z.int(), message: z.string(), data: z.optional(z.unknown()) }),
});
const notification = z.strictObject({ jsonrpc, method, params });

/** What a client accepts from the agent. */
export const agentMessage = z.union([answer, refusal, notification]);
export type AgentMessage = z.infer<typeof agentMessage>;
