import { chmodSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { DevPlan } from '../../../plan/privateDev/devPlan.ts';
import { planOn, RunFolder } from './launches.ts';
import { buildPrograms, PrivateHost, type Programs } from './privateHost.ts';

/** For the tests of a file a host of their own and the plan of a /dev on it; for each test a folder, which users may enter. */
export class LaunchSuite {
  #programs: Programs | undefined;
  #host: PrivateHost | undefined;
  #plan: DevPlan | undefined;
  #run: RunFolder | undefined;

  /** @param script what else the host's /dev is to have */
  constructor(script = '') {
    beforeAll(async () => {
      this.#programs = await buildPrograms();
      this.#host = await PrivateHost.start(this.#programs, script);
      this.#plan = await planOn(this.#host);
    });
    afterAll(async () => {
      await this.#host?.end();
      this.#programs?.remove();
    });
    beforeEach(() => {
      this.#run = new RunFolder();
      chmodSync(this.#run.path, 0o755);
    });
    afterEach(() => this.#run?.remove());
  }

  get host(): PrivateHost {
    return present(this.#host);
  }

  get plan(): DevPlan {
    return present(this.#plan);
  }

  get run(): RunFolder {
    return present(this.#run);
  }
}

function present<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('there is one only within a test');
  return part;
}
