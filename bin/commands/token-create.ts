import { newSecret, secretHash } from '@homeroll/server/accounts/secrets';
import type { Values } from '@homeroll/options/option';
import type { tokenOptions } from '../options.ts';
import { UsageError } from '../read-options.ts';
import { withCatalog } from './open-accounts.ts';

export async function tokenCreate(values: Values<typeof tokenOptions>): Promise<number> {
  const token = newSecret('device');
  await withCatalog(values, async ({ accounts }) => {
    const user = await accounts.userByName(values.user);
    if (!user)
      throw new UsageError(
        `There is no user named ${values.user}; create one with: homeroll user add ${values.user}`,
      );
    const tooMuch = values.rights.find((right) => !user.rights.includes(right));
    if (tooMuch)
      throw new UsageError(
        `${user.name} has not the right to ${tooMuch}, so no token of theirs can have it.`,
      );
    await accounts.addToken({
      userId: user.id,
      kind: 'device',
      secretHash: secretHash(token),
      label: values.label,
      rights: values.rights,
      createdAt: Date.now(),
      expiresAt: null,
    });
  });
  console.log(token);
  return 0;
}
