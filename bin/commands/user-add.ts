import { isCancel, password as askHidden } from '@clack/prompts';
import { addUser } from '@homeroll/server/accounts/new-user';
import type { CommandContext } from '../command-context.ts';
import type { Values } from '@homeroll/options/option';
import type { userOptions } from '../options.ts';
import { UsageError } from '../read-options.ts';
import { withCatalog } from './open-accounts.ts';

export async function userAdd(
  name: string,
  values: Values<typeof userOptions>,
  _context: CommandContext,
): Promise<number> {
  const password = values.password ?? (await askPassword(name));
  await withCatalog(values, (catalog) =>
    addUser(catalog.accounts, { name, password, rights: values.rights }, Date.now()),
  );
  console.log(`${name} may now ${values.rights.join(', ')}.`);
  return 0;
}

async function askPassword(name: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new UsageError('The password is missing: set HOMEROLL_PASSWORD, or run this in a terminal.');
  const password = await askHidden({ message: `Password of ${name}` });
  if (isCancel(password)) throw new UsageError('Nothing was changed.');
  return password;
}
