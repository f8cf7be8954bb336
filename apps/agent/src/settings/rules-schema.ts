import { z } from 'zod';
import type { ConnectionRules, QuietHours } from '@homeroll/core/connection/connection-rules';
import { noRules } from '@homeroll/core/connection/no-rules';

const clockTime = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'is no time of the day; write it like "22:00"');

const onOff = z.boolean('is neither true nor false');

const fields = {
  enabled: onOff.exactOptional(),
  wifiOnly: onOff.exactOptional(),
  networks: z.array(z.string().min(1, 'is empty; write the name of a Wi-Fi network')).exactOptional(),
  homeOnly: onOff.exactOptional(),
  unmeteredOnly: onOff.exactOptional(),
  chargingOnly: onOff.exactOptional(),
  quietHours: z
    .array(z.strictObject({ from: clockTime, to: clockTime }) satisfies z.ZodType<QuietHours>)
    .exactOptional(),
};

/** The rules of one event: what is absent leaves the general rules as they are. A misspelt rule is a mistake. */
export const someRulesSchema: z.ZodType<Partial<ConnectionRules>> = z.strictObject(fields);

/** The general rules; those that are absent ask for nothing. */
export const rulesSchema: z.ZodType<ConnectionRules> = z
  .strictObject(fields)
  .transform((rules) => ({ ...noRules, ...rules }));
