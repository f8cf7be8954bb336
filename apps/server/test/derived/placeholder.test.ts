import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { placeholder } from '@homeroll/server/derived/placeholder';

describe('placeholder', () => {
  it('names the kind of file in a picture that browsers can draw', async () => {
    expect(placeholder('DSC_1.nef')).toContain('>NEF<');
    expect(await sharp(Buffer.from(placeholder('DSC_1.nef'))).metadata()).toMatchObject({
      format: 'svg',
      width: 440,
    });
  });

  it.each(['<script>.<b>', 'a.b"onload="x', 'no extension', '.', ''])(
    'takes nothing else from the name %j',
    (name) => {
      expect(placeholder(name)).toBe(placeholder(''));
    },
  );
});
