import { openWebSocket } from '../../../agent/cli/connect.ts';
import type { ErrorData } from '../../../protocol/errors.ts';

/** The error with which the agent answers the upgrade to a route, or undefined where it grants it. */
export const upgradeRefusal = (path: string, route: string): Promise<ErrorData | undefined> =>
  openWebSocket(path, route, () => {}).then(
    () => undefined,
    (error) => error.data,
  );
