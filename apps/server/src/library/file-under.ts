import type { Matchable } from '@homeroll/core/event/match-events';
import { captureTime, type CaptureTime } from '@homeroll/core/photo/capture-time';
import { fileUnder, type FolderTemplate } from '@homeroll/core/filing/folder-template';
import { pathKey } from '@homeroll/core/filing/clean-name';
import type { UploadMetadata } from '@homeroll/protocol/upload-metadata';
import type { NewItem } from '../catalog/item-row.ts';
import type { Marks } from '../events/event-book.ts';
import type { WholeFile } from './arrival.ts';

/** How this library files: settings of the server. */
export interface Filing {
  readonly template: FolderTemplate;
  /** BCP 47, for month names. */
  readonly locale: string;
  /** Minutes east of UTC at home, for times that are known only in UTC. */
  readonly zone: (utcMs: number) => number;
  /** Title and tags for what comes without any, by when it was taken; absent: it stays without. */
  readonly marksFor?: (item: Matchable) => Marks | undefined;
}

/** The catalog's row for a file, with the path that the template wants (it may be taken). */
export function wantedItem(file: WholeFile, filing: Filing, receivedAt: number): NewItem {
  const { arrival, facts } = file;
  const fileName = arrival.metadata.fileName || `${file.hash.slice(0, 8)}.${facts.extension}`;
  const { lastModified, takenAt } = arrival.metadata;
  const { locale, zone, template } = filing;
  const taken = captureTime({ ...facts.clues, fileName, receivedAt, zone, lastModified, takenAt });
  const metadata = marked(arrival.metadata, taken, filing);
  const filed = `${arrival.sender.folder}/${fileUnder(template, {
    ...metadata,
    fileName,
    locale,
    taken: taken.local,
    extension: facts.extension,
    hash: file.hash,
    kind: facts.kind,
    user: arrival.sender.userName,
    event: metadata.title ?? null,
    make: facts.make,
    model: facts.model,
  })}`;
  // That ending belongs to the sidecars: the photo `a.jpg.xmp` would lie where the sidecar of `a.jpg` goes.
  const path = /\.xmp$/i.test(filed) ? `${filed}.${facts.extension}` : filed;
  const { title, tags, album, device } = metadata;
  return {
    owner_id: arrival.sender.userId,
    hash: file.hash,
    stored_hash: null,
    size: file.size,
    path,
    path_key: pathKey(path),
    file_name: fileName,
    media_type: facts.mediaType,
    kind: facts.kind,
    width: facts.width,
    height: facts.height,
    duration_seconds: facts.durationSeconds,
    ...dayAndSecond(taken.local),
    offset_minutes: taken.offsetMinutes,
    taken_source: taken.source,
    title: title ?? null,
    tags: tags ? JSON.stringify(tags) : null,
    album: album ?? null,
    device: device ?? null,
    received_at: receivedAt,
    sidecar: title !== undefined || tags !== undefined ? 'pending' : 'none',
    derived: 'pending',
    colour: 0,
    facts: null,
    removed_at: null,
  };
}

/** What a sender says of a photo counts; what comes without title and tags gets those of its events. */
function marked(metadata: UploadMetadata, capture: CaptureTime, { marksFor }: Filing): UploadMetadata {
  const { title, tags, album } = metadata;
  if (title !== undefined || tags !== undefined || !marksFor) return metadata;
  return { ...metadata, ...marksFor({ capture, album }) };
}

const secondsPerDay = 86_400;

/** `local` is `YYYY-MM-DDTHH:MM:SS` by the wall clock. */
export function dayAndSecond(local: string): { day: number; second: number } {
  const seconds = Math.floor(Date.parse(`${local}Z`) / 1000);
  const day = Math.floor(seconds / secondsPerDay);
  return { day, second: seconds - day * secondsPerDay };
}

export function localFrom(day: number, second: number): string {
  return new Date((day * secondsPerDay + second) * 1000).toISOString().slice(0, 19);
}
