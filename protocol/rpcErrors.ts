import { ConnectionError, ErrorCodes, ResponseError } from 'vscode-jsonrpc';
import * as z from 'zod/mini';
import { agentClosed } from './agentClosed.ts';
import { ERROR_CODES, type ErrorData, VirtcellError } from './errors.ts';
import { diagnostic } from './methods.ts';
import { range } from './range.ts';

/** The number that JSON-RPC wants of an application's error; ours are told apart by `data.code`. */
const APPLICATION_ERROR = -32000;

/** Of an error from the agent more may come than is known here, and what is known is still to be shown. */
export const errorData = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  step: z.optional(z.string()),
  syscall: z.optional(z.string()),
  errno: z.optional(z.string()),
  path: z.optional(z.string()),
  class: z.optional(z.string()),
  element: z.optional(z.string()),
  range: z.optional(range),
  hint: z.optional(z.string()),
  diagnostics: z.optional(z.array(z.object(diagnostic.shape))),
});

/** What a client is told of an error. Of one that nobody foresaw it learns nothing: that is for the agent's log. */
export function publicErrorData(error: unknown): ErrorData {
  if (error instanceof VirtcellError) return error.data;
  return { code: 'internal', message: 'The agent failed at this request; its log says why.' };
}

export function toResponseError(error: unknown): ResponseError<ErrorData> {
  const data = publicErrorData(error);
  return new ResponseError(APPLICATION_ERROR, data.message, data);
}

/** ErrorData that came from elsewhere, or undefined when it is none. */
export function readErrorData(value: unknown): ErrorData | undefined {
  const result = z.safeParse(errorData, value);
  // zod makes an optional field `T | undefined`; the parsed object has no key that is undefined.
  return result.success ? (result.data as ErrorData) : undefined;
}

/** What a request ended with, as the VirtcellError that the agent threw or that tells of the connection's end. */
export function fromRequestError(error: unknown): VirtcellError {
  if (error instanceof ResponseError) {
    const data = readErrorData(error.data);
    if (data) return new VirtcellError(data, { cause: error });
  }
  if (error instanceof ConnectionError || isLost(error)) return agentClosed({ cause: error });
  return new VirtcellError(
    { code: 'internal', message: 'The agent answered with an unknown error.' },
    { cause: error },
  );
}

function isLost(error: unknown): boolean {
  return (
    error instanceof ResponseError &&
    (error.code === ErrorCodes.PendingResponseRejected || error.code === ErrorCodes.MessageWriteError)
  );
}
