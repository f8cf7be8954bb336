import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkBytesFor } from '@homeroll/destinations/nextcloud/chunked-upload';
import { nextcloudAddress } from '@homeroll/destinations/nextcloud/nextcloud-account';
import { nextcloudOptions } from '@homeroll/destinations/nextcloud/nextcloud-options';
import { shareIdIn } from '@homeroll/destinations/nextcloud/public-link';

describe('what people paste', () => {
  it.each([
    ['https://cloud.example.org', 'https://cloud.example.org'],
    ['https://cloud.example.org/', 'https://cloud.example.org'],
    ['https://example.org/cloud/index.php/apps/files/?dir=/Photos', 'https://example.org/cloud'],
    ['https://cloud.example.org/apps/dashboard/', 'https://cloud.example.org'],
    ['https://example.org/nextcloud/remote.php/dav/files/anna/', 'https://example.org/nextcloud'],
    ['https://cloud.example.org/s/AbC123', 'https://cloud.example.org'],
    ['http://192.168.1.5:8080/index.php/login', 'http://192.168.1.5:8080'],
  ])('%s is an address of a Nextcloud', (pasted, address) => {
    expect(nextcloudAddress(pasted)).toBe(address);
  });

  it.each(['AbC123', 'https://cloud.example.org/s/AbC123', 'https://x.org/cloud/index.php/s/AbC123?path=/a'])(
    '%s is a share id',
    (pasted) => {
      expect(shareIdIn(pasted)).toBe('AbC123');
    },
  );

  it.each([
    [undefined, 'Homeroll'],
    ['/', 'Homeroll'],
    ['/Photos/Booth/', 'Photos/Booth'],
  ])('%s is a folder, for the root cannot be shared', (pasted, folder) => {
    expect(nextcloudOptions.folder.schema.parse(pasted)).toBe(folder);
  });
});

it('chunks keep the rules: at most 10000, of 5 MB to 5 GB', () => {
  const mostBytes = 40 * 1024 ** 4;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: mostBytes }), (size) => {
      const chunk = chunkBytesFor(size);
      expect(Math.ceil(size / chunk)).toBeLessThanOrEqual(10_000);
      expect(chunk).toBeGreaterThanOrEqual(5 * 1024 ** 2);
      expect(chunk).toBeLessThanOrEqual(5 * 1000 ** 3);
    }),
  );
});
