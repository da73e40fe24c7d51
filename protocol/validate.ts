import * as z from 'zod/mini';
import { type ErrorCode, VirtcellError } from './errors.ts';

/**
 * The value as its schema has it, or a VirtcellError that names every field which is not.
 *
 * @param what how the message calls the whole value, for example `create`
 * @param code `bad-request` unless the value came from the agent
 */
export function validate<Schema extends z.core.$ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
  code: ErrorCode = 'bad-request',
): z.output<Schema> {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  throw new VirtcellError({ code, message: `${what}: ${result.error.issues.map(describe).join('; ')}` });
}

function describe(issue: z.core.$ZodIssue): string {
  const where = issue.path.length === 0 ? '' : `${issue.path.map(String).join('.')}: `;
  switch (issue.code) {
    case 'unrecognized_keys':
      return `${where}unknown field ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
    case 'invalid_type':
      return `${where}must be ${issue.expected}`;
    case 'too_big':
      return `${where}at most ${issue.maximum}`;
    case 'too_small':
      return `${where}at least ${issue.minimum}`;
    case 'invalid_value':
      return `${where}one of ${issue.values.map(String).join(', ')}`;
    default:
      return `${where}invalid`;
  }
}
