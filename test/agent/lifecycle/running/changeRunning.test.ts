import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AgentContext } from '../../../../agent/lifecycle/agentContext.ts';
import { domainRunDir, startRecordPath, statusPath } from '../../../../agent/lifecycle/agentPaths.ts';
import { syncDev } from '../../../../agent/lifecycle/dev/syncDev.ts';
import { attachDevice } from '../../../../agent/lifecycle/hotPlug/attachDevice.ts';
import { detachDevice } from '../../../../agent/lifecycle/hotPlug/detachDevice.ts';
import { inTurn } from '../../../../agent/lifecycle/running/changeRunning.ts';
import { OWNER } from '../hotPlug/pluggableDomain.ts';
import { EVDEV, PluggableSuite, RNG } from '../hotPlug/pluggableSuite.ts';

const suite = new PluggableSuite(EVDEV);

const over = { data: { code: 'domain-not-running' } };

/** Nothing of the run that is over is in the next one's folder or was told to a QEMU. */
function expectUntouched(): void {
  const runDir = domainRunDir(suite.agent.paths, OWNER.uid, suite.domain.record.uuid);
  expect([statusPath(runDir), startRecordPath(runDir)].map(existsSync)).toEqual([false, false]);
  expect(suite.qemu.changes).toEqual([]);
}

/** The domain ends and is started anew. */
const startAnew = (): void => {
  suite.domain.record.live = { ...suite.domain.live, id: 2 };
};

const CHANGES: [string, (agent: AgentContext) => Promise<unknown>][] = [
  ['attaching', (by) => attachDevice(by, suite.domain.record, OWNER, RNG)],
  ['detaching', (by) => detachDevice(by, suite.domain.record, EVDEV)],
  ['bringing /dev up to date', (by) => syncDev(by, suite.domain.record, OWNER)],
];

describe('a change whose turn comes in another run than it was asked for', () => {
  it.each(CHANGES)('%s is not done', async (_, change) => {
    let letGo = (): void => undefined;
    const before = inTurn(
      suite.domain.record,
      suite.domain.live,
      () =>
        new Promise<void>((resolve) => {
          letGo = resolve;
        }),
    );
    const late = change(suite.agent);
    late.catch(() => undefined);
    // The one before has its turn now.
    await Promise.resolve();
    startAnew();
    letGo();
    await before;
    await expect(late).rejects.toMatchObject(over);
    expectUntouched();
  });
});

it.each(CHANGES.filter(([name]) => name !== 'detaching'))(
  '%s is given up when the run ends while the host is looked at',
  async (_, change) => {
    // The first thing that is asked for in a turn is the configuration.
    const ending = {
      ...suite.agent,
      get config() {
        startAnew();
        return suite.agent.config;
      },
    };
    await expect(change(ending)).rejects.toMatchObject(over);
    expectUntouched();
  },
);
