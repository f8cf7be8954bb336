import { z } from 'zod';

/** `GET /api/zone`: from where the asker reaches the server, as the server sees it. */
export interface ZoneAnswer {
  readonly zone: 'home' | 'vpn' | 'internet';
}

export const zoneAnswerSchema: z.ZodType<ZoneAnswer> = z.object({
  zone: z.enum(['home', 'vpn', 'internet']),
});
