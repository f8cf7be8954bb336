import type { Items, Scope } from '../catalog/items.ts';
import { wasThrownAway } from '../library/group-commit.ts';

/**
 * Refuses, before a large body is read, what the account threw away and no other copy of is there; of a small one the
 * commit finds out.
 */
export async function refuseThrownAway(items: Items, scope: Scope, hash: string): Promise<void> {
  const [known] = await items.presence(scope, [hash]);
  if (known?.wasSynced === true && !known.exists) throw wasThrownAway();
}
