import { afterEach, beforeEach } from 'vitest';
import { attachDevice } from '../../../../agent/lifecycle/hotPlug/attachDevice.ts';
import { detachDevice } from '../../../../agent/lifecycle/hotPlug/detachDevice.ts';
import { liveText } from '../../../../agent/lifecycle/running/liveText.ts';
import type { ChangedDevice } from '../../../../protocol/methods.ts';
import { ObedientQemu } from '../../qemu/obedientQemu.ts';
import { quietAgent } from '../quietAgent.ts';
import { OWNER, type PluggableDomain, pluggableDomain } from './pluggableDomain.ts';

export const RNG = `<rng model='virtio'><backend model='random'>/dev/null</backend></rng>`;
export const EVDEV = `<input type='evdev'><source dev='/dev/null'/></input>`;

interface Parts {
  readonly agent: ReturnType<typeof quietAgent>;
  readonly qemu: ObedientQemu;
  domain: PluggableDomain;
}

/** For each test of a file an agent, a QEMU that does what it is told, and a running domain with it. */
export class PluggableSuite {
  #parts: Parts | undefined;

  /** @param devices of the domain, beside what others are plugged into */
  constructor(devices = '') {
    beforeEach(async () => {
      const agent = quietAgent();
      const qemu = await ObedientQemu.start();
      this.#parts = { agent, qemu, domain: pluggableDomain(agent, qemu.monitor, devices) };
    });
    afterEach(async () => {
      await this.qemu.dispose();
      this.agent.remove();
    });
  }

  get agent(): Parts['agent'] {
    return this.#present.agent;
  }

  get qemu(): ObedientQemu {
    return this.#present.qemu;
  }

  get domain(): PluggableDomain {
    return this.#present.domain;
  }

  /** Another machine in the domain's place. */
  replaceMachine(machine: string): void {
    const { agent, qemu, domain } = this.#present;
    agent.registry.remove(domain.record);
    this.#present.domain = pluggableDomain(agent, qemu.monitor, '', machine);
  }

  attach(xml: string): Promise<ChangedDevice> {
    return attachDevice(this.agent, this.domain.record, OWNER, xml);
  }

  detach(xml: string): Promise<ChangedDevice> {
    return detachDevice(this.agent, this.domain.record, xml);
  }

  /** The XML of the running domain. */
  text(): string {
    return liveText(this.domain.record, this.domain.live);
  }

  get #present(): Parts {
    if (!this.#parts) throw new Error('there is a domain during tests only');
    return this.#parts;
  }
}
