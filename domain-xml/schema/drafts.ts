import type { pciAddress } from './address.ts';
import type { channel, console, parallel, serial } from './chardev.ts';
import type { controller } from './controller.ts';
import type { disk } from './disk.ts';
import type { graphics, video } from './display.ts';
import type { domain } from './domain.ts';
import type { Draft, ElementValue } from './elementValue.ts';
import type { hostdev, hostPciAddress } from './hostdev.ts';
import type { networkInterface } from './interface.ts';
import type { launchSecurity } from './launchSecurity.ts';
import type { memoryDevice } from './memoryDevice.ts';
import type { input, rng } from './smallDevices.ts';

/* Short names for what the schema reads: drafts for the checks, whole values for the model. */

export type DomainDraft = Draft<typeof domain>;
export type DiskDraft = Draft<typeof disk>;
export type ControllerDraft = Draft<typeof controller>;
export type InterfaceDraft = Draft<typeof networkInterface>;
export type SerialDraft = Draft<typeof serial>;
export type ConsoleDraft = Draft<typeof console>;
export type ChannelDraft = Draft<typeof channel>;
export type InputDraft = Draft<typeof input>;
export type GraphicsDraft = Draft<typeof graphics>;
export type VideoDraft = Draft<typeof video>;
export type PciAddressDraft = Draft<typeof pciAddress>;
export type HostdevDraft = Draft<typeof hostdev>;
export type MemoryDeviceDraft = Draft<typeof memoryDevice>;

export type DomainValue = ElementValue<typeof domain>;
export type DiskValue = ElementValue<typeof disk>;
export type ControllerValue = ElementValue<typeof controller>;
export type InterfaceValue = ElementValue<typeof networkInterface>;
export type SerialValue = ElementValue<typeof serial>;
export type ConsoleValue = ElementValue<typeof console>;
export type ParallelValue = ElementValue<typeof parallel>;
export type ChannelValue = ElementValue<typeof channel>;
export type RngValue = ElementValue<typeof rng>;
export type InputValue = ElementValue<typeof input>;
export type GraphicsValue = ElementValue<typeof graphics>;
export type VideoValue = ElementValue<typeof video>;
export type HostdevValue = ElementValue<typeof hostdev>;
export type HostPciAddressValue = ElementValue<typeof hostPciAddress>;
export type MemoryDeviceValue = ElementValue<typeof memoryDevice>;
export type LaunchSecurityValue = ElementValue<typeof launchSecurity>;
