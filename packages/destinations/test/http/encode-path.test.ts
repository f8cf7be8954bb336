import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseStorePath } from '@homeroll/core/ports/file-store';
import { encodePath } from '@homeroll/destinations/http/encode-path';

const paths = fc
  .array(fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/'))
  .filter((path) => parseStorePath(path) !== undefined);

it('a path comes back from its address, whatever is in it, and an address is not made another by being read', () => {
  fc.assert(
    fc.property(paths, (path) => {
      const address = `http://any/dav/${encodePath(path)}`;
      const { pathname, search, hash, href } = new URL(address);
      expect(pathname.slice('/dav/'.length).split('/').map(decodeURIComponent).join('/')).toBe(path);
      expect([search, hash, href]).toEqual(['', '', address]);
      expect(encodePath(path)).toMatch(/^[\w.~%/-]+$/);
    }),
  );
});
