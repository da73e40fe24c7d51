import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { configSchema } from '../../../agent/access/config.ts';

test('the editor holds agent.json against what the agent accepts', async () => {
  const schema = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' });
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../../media/agent.schema.json');
  expect(schema).toMatchObject({ additionalProperties: false });
  expect(schema).not.toHaveProperty('required');
});
