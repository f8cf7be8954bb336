import { cleanName, pathKey } from '@homeroll/core/filing/clean-name';
import { passwordSchema, userNameSchema, type Right } from '@homeroll/protocol/accounts';
import type { Accounts, User } from '../catalog/accounts.ts';
import { Refusal } from '../refusal.ts';
import { hashPassword } from './passwords.ts';

/**
 * Adds a user with a folder of their own in the library; one that was rebuilt from a folder gets a password. Refused,
 * in words: a bad name or password, a taken name.
 */
export async function addUser(
  accounts: Accounts,
  user: { readonly name: string; readonly password: string; readonly rights: readonly Right[] },
  now: number,
): Promise<User> {
  for (const { success, error } of [
    userNameSchema.safeParse(user.name),
    passwordSchema.safeParse(user.password),
  ]) {
    if (!success) throw new Refusal('bad-request', error.issues.map(({ message }) => message).join('; '));
  }
  const known = await accounts.userByName(user.name);
  if (known?.passwordHash === null) {
    await accounts.setPassword(known.id, await hashPassword(user.password));
    return known;
  }
  const folders = new Set((await accounts.users()).map(({ folder }) => pathKey(folder)));
  const added = await accounts.addUser({
    name: user.name,
    folder: freeFolder(cleanName(user.name), folders),
    passwordHash: await hashPassword(user.password),
    rights: user.rights,
    createdAt: now,
  });
  if (!added) throw new Refusal('conflict', `There is a user named ${user.name} already.`);
  return added;
}

function freeFolder(wanted: string, taken: ReadonlySet<string>): string {
  let folder = wanted;
  for (let number = 2; taken.has(pathKey(folder)); number += 1) folder = `${wanted} (${String(number)})`;
  return folder;
}
