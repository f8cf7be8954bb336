import { expect, it } from 'vitest';
import { formOf } from '@homeroll/agent/booth/settings/settings-form';
import { fieldWords } from '../../apps/web/src/booth/settings/field-words.ts';

it('B7a: every option of the booth’s form has a label in German too', () => {
  const form = formOf({ folder: '/home/booth' });
  const fields = [form.fields, ...form.kinds.map((kind) => kind.fields)].flat();
  expect(fields.length).toBeGreaterThan(100);
  const unnamed = fields.filter((field) => fieldWords(field, 'de').label === field.summary);
  expect(unnamed.map(({ name }) => name)).toEqual([]);
});
