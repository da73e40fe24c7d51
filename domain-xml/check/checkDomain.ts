import type { DiagnosticList } from '../diagnosticList.ts';
import { say } from '../message.ts';
import { chipsetOf, DEFAULT_MACHINE } from '../model/machine.ts';
import type { XmlDocument } from '../parse/xmlTree.ts';
import { domain as domainSchema } from '../schema/domain.ts';
import type { DomainDraft } from '../schema/drafts.ts';
import { checkCharacterDevices } from './characterDevices.ts';
import { checkControllers, checkUsb } from './controllers.ts';
import { checkDevices } from './devices.ts';
import { checkDisks } from './disks.ts';
import { checkGraphics, checkVideos } from './display.ts';
import { checkHostDevices } from './hostDevices.ts';
import { checkMachine } from './machine.ts';
import { checkLaunchSecurity, checkMemoryDevices } from './memoryDevices.ts';
import { checkMetadata } from './metadata.ts';
import { checkPciAddresses } from './pciAddresses.ts';
import { readElement } from './readElement.ts';

/**
 * Holds a tree against the supported subset: first each element against its schema, then what elements say together.
 *
 * @returns the domain as far as it could be read; whole when nothing was reported
 */
export function checkDomain(document: XmlDocument, report: DiagnosticList): DomainDraft | undefined {
  const { root } = document;
  if (!root) return undefined;
  if (root.name !== 'domain') {
    report.error('not-a-domain', root.nameSpan, say('The root of a domain’s XML is <domain>, not <{0}>.', root.name));
    return undefined;
  }
  const domain = readElement(domainSchema, root, report);
  if (domain) checkTogether(domain, report);
  return domain;
}

function checkTogether(domain: DomainDraft, report: DiagnosticList): void {
  const { os, devices } = domain.child;
  const chipset = chipsetOf(os?.child.type?.attr.machine ?? DEFAULT_MACHINE);
  checkMachine(domain, report);
  checkMetadata(domain, report);
  checkMemoryDevices(domain, report);
  checkLaunchSecurity(domain, report);
  if (!devices) return;
  const { disk, controller, serial, console, channel, graphics, video } = devices.child;
  checkDisks(disk, chipset, report);
  checkControllers(controller, chipset, report);
  checkUsb(devices, report);
  checkHostDevices(devices, report);
  checkPciAddresses(devices, chipset, report);
  checkCharacterDevices(serial, console, channel, report);
  checkGraphics(graphics, report);
  checkVideos(video, domain.child.memoryBacking, report);
  checkDevices(domain, devices, chipset, report);
}
