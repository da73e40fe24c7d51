import { CONSOLES } from './verbs/consoles.ts';
import { DEVICES } from './verbs/devices.ts';
import { DEFINITIONS, LIFE } from './verbs/domains.ts';
import { DOMAIN_XML } from './verbs/domainXml.ts';
import { INSTALLATION } from './verbs/installation.ts';
import { COMPLETION_ANSWER, SERVICE } from './verbs/service.ts';
import type { Verb, VerbGroup } from './verbs/verb.ts';

/** The whole command: parsing, help, the manual and completion are made from this and know nothing else. */
export const GROUPS: readonly VerbGroup[] = [DOMAIN_XML, DEFINITIONS, LIFE, DEVICES, CONSOLES, SERVICE, INSTALLATION];

/** Those that people type, by name. */
export const SHOWN_VERBS: ReadonlyMap<string, Verb> = new Map(GROUPS.flatMap(({ verbs }) => Object.entries(verbs)));

export const VERBS: ReadonlyMap<string, Verb> = new Map([...SHOWN_VERBS, ['completion answer', COMPLETION_ANSWER]]);
