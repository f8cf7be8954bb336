import { isInside, type OffsetIn } from '@homeroll/core/event/match-events';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import type { CaptureTime } from '@homeroll/core/photo/capture-time';

/** Whether it was shot in the time of this event, whatever its album. */
export function isInWindow(event: MediaEvent, capture: CaptureTime, offsetIn: OffsetIn): boolean {
  const anywhere: MediaEvent & { albums?: readonly string[] } = { ...event };
  delete anywhere.albums;
  return isInside(anywhere, { capture }, offsetIn);
}
