import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { domainNode } from '../../../extension/machines/domainNode.ts';
import type { DomainEntry } from '../../../protocol/methods.ts';
import { domain, runningDomain } from '../domains.ts';
import { english } from '../l10n.ts';

interface Item {
  readonly command: string;
  readonly group?: string;
  readonly when?: string;
}
const read = (name: string) => JSON.parse(readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8'));
const { contributes } = read('package.json') as {
  contributes: { commands: { command: string; title: string }[]; menus: Record<string, Item[]> };
};
const titles = read('package.nls.json') as Record<string, string>;

/** As much of the language of `when` clauses as the menu has: conditions that all hold. */
function holds(when: string, context: string): boolean {
  return when.split(' && ').every((condition) => {
    if (condition === 'view == virtcell.machines') return true;
    const regex = /^viewItem =~ \/(.*)\/$/.exec(condition)?.[1];
    if (regex === undefined) throw new Error(`not understood: ${condition}`);
    return new RegExp(regex).test(context);
  });
}

/** What a row offers: its buttons, then its menu, group by group. */
function offered(of: DomainEntry): string {
  const { context } = domainNode(of, { isOwn: true }, english);
  const items = (contributes.menus['view/item/context'] ?? []).filter(({ when = '' }) => holds(when, context));
  const groupOf = ({ group = '' }: Item): string => group.replace(/@.*/, '');
  const ofGroup = (group: string): string[] =>
    items.filter((item) => groupOf(item) === group).map(({ command }) => titleOf(command));
  return [...new Set(items.map(groupOf))].map((group) => `${group}: ${ofGroup(group).join(', ')}`).join('\n');
}

const titleOf = (command: string): string =>
  titles[contributes.commands.find((one) => one.command === command)?.title.replaceAll('%', '') ?? ''] ?? command;

describe('what the tree offers of a domain', () => {
  test('that is off', () => {
    expect(offered(domain())).toMatchInlineSnapshot(`
      "inline: Start
      1_consoles: Save Console Log…
      1_open: Open Definition, Show What the Next Start Changes, Show QEMU's Command Line
      2_life: Start
      2_settings: Define, Start with the Host
      3_danger: Undefine"
    `);
  });

  test('that runs', () => {
    expect(offered(runningDomain())).toMatchInlineSnapshot(`
      "inline: Open Console, Show Private /dev, Shut Down
      1_consoles: Open Shell in Private /dev, Save Console Log…
      1_open: Open Definition, Show What the Next Start Changes, Show Live XML, Show QEMU's Command Line
      2_life: Pause, Shut Down, Reboot
      2_settings: Define, Start with the Host
      3_danger: Reset, Force Off, Undefine"
    `);
  });

  test('that is paused', () => {
    expect(offered(runningDomain({ state: 'paused' }))).toMatchInlineSnapshot(`
      "inline: Open Console, Show Private /dev, Resume
      1_consoles: Open Shell in Private /dev, Save Console Log…
      1_open: Open Definition, Show What the Next Start Changes, Show Live XML, Show QEMU's Command Line
      2_life: Resume
      2_settings: Define, Start with the Host
      3_danger: Reset, Force Off, Undefine"
    `);
  });

  test('that is starting', () => {
    expect(offered(runningDomain({ state: 'starting' }))).toMatchInlineSnapshot(`
      "inline: Open Console, Show Private /dev
      1_consoles: Open Shell in Private /dev, Save Console Log…
      1_open: Open Definition, Show What the Next Start Changes, Show Live XML, Show QEMU's Command Line
      2_settings: Define, Start with the Host
      3_danger: Force Off, Undefine"
    `);
  });

  test('that only runs, and that starts with the machine', () => {
    expect(offered(runningDomain({ definition: null }))).toMatchInlineSnapshot(`
      "inline: Open Console, Show Private /dev, Shut Down
      1_consoles: Open Shell in Private /dev, Save Console Log…
      1_open: Open Definition, Show Live XML, Show QEMU's Command Line
      2_life: Pause, Shut Down, Reboot
      3_danger: Reset, Force Off"
    `);
    expect(offered(domain({ autostart: true }))).toContain('Do Not Start with the Host');
  });

  test('a screen where it has one, a console where it has none', () => {
    expect(offered(runningDomain({ waysIn: { screen: true, console: false } }))).toContain(
      '1_consoles: Open Shell in Private /dev, Save Console Log…, Add Serial Console to the XML, Open Screen\n',
    );
    expect(offered(domain({ waysIn: { screen: true, console: false } }))).toContain(
      '1_consoles: Save Console Log…, Add Serial Console to the XML\n',
    );
  });

  test('is never more than three buttons', () => {
    for (const state of ['shut off', 'starting', 'paused', 'running', 'in shutdown', 'crashed'] as const) {
      const buttons = /^inline: (.*)$/m.exec(offered(domain({ state })))?.[1]?.split(', ') ?? [];
      expect(buttons.length).toBeLessThanOrEqual(3);
    }
  });
});

test('every command that a menu names is there, with a title', () => {
  const named = Object.values(contributes.menus).flat();
  for (const { command } of named) expect(titleOf(command)).not.toBe(command);
});
