import { errors, type Locator } from 'playwright-core';

/**
 * Does what opens something until that is there. A busy editor forgets a key that asks for what it is about to do by
 * itself, and closes a list or a menu again where another part takes the keyboard at that moment: a person asks again.
 */
export async function actUntilShown(act: () => Promise<void>, opened: Locator): Promise<void> {
  for (let tries = 0; tries < 15; tries++) {
    await act();
    const shown = await opened.waitFor({ timeout: 3000 }).catch((error: unknown) => error);
    if (shown === undefined) return;
    if (!(shown instanceof errors.TimeoutError)) throw shown;
  }
  throw new Error('what is done opens nothing');
}
