import type * as z from 'zod/mini';
import { VirtcellError } from '../../protocol/errors.ts';
import { validate } from '../../protocol/validate.ts';
import { checkVersion } from './rpcSession.ts';

/**
 * The query of a route that carries bytes, with the protocol's version that it takes in place of a hello.
 *
 * @param what the route, for messages
 */
export function readStreamQuery<Schema extends z.core.$ZodType>(
  schema: Schema,
  what: string,
  search: URLSearchParams,
  agentVersion: string,
): z.output<Schema> {
  const fields = new Map<string, string>();
  for (const [name, value] of search) {
    if (fields.has(name)) throw badRequest(`${what}: ${JSON.stringify(name)} is given twice`);
    fields.set(name, value);
  }
  const protocol = fields.get('protocol');
  if (protocol === undefined) throw badRequest(`${what}: the query needs protocol=VERSION`);
  checkVersion(Number(protocol), agentVersion);
  fields.delete('protocol');
  return validate(schema, Object.fromEntries(fields), what);
}

const badRequest = (message: string): VirtcellError => new VirtcellError({ code: 'bad-request', message });
