import { outputOf } from './output-of.ts';

/** ffmpeg's reader for each type: it must not guess, since some readers (playlists) open other files. */
const readers: Readonly<Record<string, string>> = {
  'video/mp4': 'mov',
  'video/quicktime': 'mov',
  'video/x-m4v': 'mov',
  'video/3gpp': 'mov',
  'video/3gpp2': 'mov',
  'video/webm': 'matroska',
  'video/matroska': 'matroska',
  'video/x-matroska': 'matroska',
  'video/vnd.avi': 'avi',
  'video/avi': 'avi',
  'video/mp2t': 'mpegts',
  'video/mpeg': 'mpeg',
};

/** The frame at one second, or the first where the video is shorter, as PNG; `undefined` where ffmpeg cannot. */
export async function videoPoster(
  ffmpeg: string,
  path: string,
  mediaType: string,
): Promise<Buffer | undefined> {
  const reader = readers[mediaType];
  if (reader === undefined) return undefined;
  for (const start of ['1', '0']) {
    const frame = await outputOf(
      ffmpeg,
      [
        ...[
          '-hide_banner',
          '-loglevel',
          'error',
          '-nostdin',
          '-threads',
          '1',
          '-protocol_whitelist',
          'file,pipe',
        ],
        ...['-ss', start, '-f', reader, '-i', `file:${path}`, '-map', '0:v:0', '-frames:v', '1'],
        ...['-vf', "scale='min(1600,iw)':-2", '-c:v', 'png', '-f', 'image2pipe', 'pipe:1'],
      ],
      { seconds: 20 },
    );
    if (frame !== undefined && frame.length > 0) return frame;
  }
  return undefined;
}
