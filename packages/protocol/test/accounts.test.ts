import { expect, it } from 'vitest';
import { sessionAnswerSchema, tokenRequestSchema } from '@homeroll/protocol/accounts';

it('an answer may hold rights that only a newer server knows; a request may not', () => {
  const rights = ['upload', 'fly', 'share'];
  expect(sessionAnswerSchema.parse({ user: 'anna', rights })).toEqual({
    user: 'anna',
    rights: ['upload', 'share'],
  });
  expect(tokenRequestSchema.safeParse({ label: 'phone', rights }).success).toBe(false);
});
