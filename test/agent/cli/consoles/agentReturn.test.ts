import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { whenAgentReturns } from '../../../../agent/cli/consoles/agentReturn.ts';
import { VirtcellError } from '../../../../protocol/errors.ts';
import { temporaryFolder } from '../../server/testServer.ts';

const absent = (code: 'agent-not-running' | 'agent-denied' | 'domain-not-found'): VirtcellError =>
  new VirtcellError({ code, message: 'not there' });
const never = new Promise<void>(() => undefined);

it('tries at once, and again whenever something happens to the socket', async () => {
  const path = join(temporaryFolder(), 'agent.sock');
  let tries = 0;
  const attempt = async (): Promise<string> => {
    tries++;
    // What comes while one try is under way is not missed.
    if (tries === 1) writeFileSync(path, '');
    if (tries === 2) rmSync(path);
    if (tries < 3) throw absent(tries === 1 ? 'agent-not-running' : 'agent-denied');
    return 'back';
  };
  expect(await whenAgentReturns(path, attempt, never)).toBe('back');
  expect(tries).toBeGreaterThanOrEqual(3);
});

it('is given up when nobody waits any more', async () => {
  const path = join(temporaryFolder(), 'agent.sock');
  const attempt = async (): Promise<string> => {
    throw absent('agent-not-running');
  };
  expect(await whenAgentReturns(path, attempt, new Promise((resolve) => setImmediate(resolve)))).toBeUndefined();
});

it('ends with what is no absence of an agent', async () => {
  const path = join(temporaryFolder(), 'agent.sock');
  const attempt = async (): Promise<string> => {
    throw absent('domain-not-found');
  };
  await expect(whenAgentReturns(path, attempt, never)).rejects.toMatchObject({ code: 'domain-not-found' });
});
