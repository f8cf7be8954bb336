import type { MetadataTool } from './metadata-tool.ts';

/** What the item page shows of a file, read in a job after the upload. */
export interface Facts {
  /** Label → value, in words for people, in the order they are shown. */
  readonly facts: Readonly<Record<string, string>>;
  /** Pixels as stored; null where unknown. */
  readonly width: number | null;
  readonly height: number | null;
  readonly durationSeconds: number | null;
}

type Tags = Readonly<Record<string, unknown>>;

const nothing: Facts = { facts: {}, width: null, height: null, durationSeconds: null };

/** Empty facts for a file that ExifTool cannot read at all. */
export async function readFacts(tool: MetadataTool, path: string): Promise<Facts> {
  const asked = [...askedFor].map((name) => `-${name}`);
  const numbers = [
    '-ImageWidth#',
    '-ImageHeight#',
    '-Duration#',
    '-GPSLatitude#',
    '-GPSLongitude#',
    '-GPSAltitude#',
  ];
  let tags: Tags;
  try {
    tags = await (await tool.exiftool()).readRaw<Tags>(path, { readArgs: ['-fast', ...asked, ...numbers] });
  } catch {
    return nothing;
  }
  const facts = Object.entries(labels).flatMap(([label, value]) => {
    const text = value(tags)?.replace(/\s+/g, ' ').trim().slice(0, longest);
    return text ? [[label, text] as const] : [];
  });
  return {
    facts: Object.fromEntries(facts),
    width: positive(tags['ImageWidth']),
    height: positive(tags['ImageHeight']),
    durationSeconds: positive(tags['Duration']),
  };
}

const longest = 2_000;

const askedFor = new Set(
  [
    'Make Model LensModel LensID Lens ExposureTime FNumber ISO FocalLength FocalLengthIn35mmFormat Flash',
    'ExposureProgram ExposureCompensation WhiteBalance MeteringMode Software Artist Copyright ImageDescription',
    'Description VideoFrameRate CompressorName VideoCodecID AudioFormat AvgBitrate ColorSpace ProfileDescription',
    'BitsPerSample Megapixels',
  ].flatMap((line) => line.split(' ')),
);

const labels: Readonly<Record<string, (tags: Tags) => string | undefined>> = {
  Camera: camera,
  Lens: (tags) => text(tags, 'LensModel') ?? text(tags, 'LensID') ?? text(tags, 'Lens'),
  Exposure: (tags) => withUnit(text(tags, 'ExposureTime'), ' s'),
  Aperture: (tags) => before('f/', text(tags, 'FNumber')),
  // 65535 stands for a number too large for its field.
  ISO: (tags) => (text(tags, 'ISO') === '65535' ? undefined : text(tags, 'ISO')),
  'Focal length': focalLength,
  'Exposure correction': (tags) => unlessZero(withUnit(text(tags, 'ExposureCompensation'), ' EV')),
  Flash: (tags) => text(tags, 'Flash'),
  'White balance': (tags) => text(tags, 'WhiteBalance'),
  Metering: (tags) => text(tags, 'MeteringMode'),
  Program: (tags) => text(tags, 'ExposureProgram'),
  Place: place,
  Altitude: (tags) => altitude(tags['GPSAltitude']),
  Description: (tags) => text(tags, 'ImageDescription') ?? text(tags, 'Description'),
  Artist: (tags) => text(tags, 'Artist'),
  Copyright: (tags) => text(tags, 'Copyright'),
  Software: (tags) => text(tags, 'Software'),
  Colours: (tags) => text(tags, 'ProfileDescription') ?? text(tags, 'ColorSpace'),
  Video: (tags) => text(tags, 'CompressorName') ?? text(tags, 'VideoCodecID'),
  Sound: (tags) => text(tags, 'AudioFormat'),
  'Frame rate': (tags) => withUnit(text(tags, 'VideoFrameRate'), ' pictures/s'),
  'Data rate': (tags) => text(tags, 'AvgBitrate'),
};

/** `Canon Canon EOS 40D` is `Canon EOS 40D`, and a company's full name says no more than its brand. */
function camera(tags: Tags): string | undefined {
  const make = text(tags, 'Make');
  const model = text(tags, 'Model');
  if (make === undefined || model === undefined) return make ?? model;
  const brand = make.replace(
    /[ ,]+(?:corporation|corp\.?|company|co\.?|ltd\.?|inc\.?|imaging|optical|camera)\b.*$/i,
    '',
  );
  const isNamed = brand.split(' ').some((word) => model.toLowerCase().startsWith(word.toLowerCase()));
  return isNamed ? model : `${brand} ${model}`;
}

function focalLength(tags: Tags): string | undefined {
  const real = text(tags, 'FocalLength')?.replace(/\.0 mm$/, ' mm');
  const equivalent = text(tags, 'FocalLengthIn35mmFormat');
  if (real === undefined || equivalent === undefined || real === equivalent) return real ?? equivalent;
  return `${real} (like ${equivalent} on 35 mm film)`;
}

function place(tags: Tags): string | undefined {
  const latitude = tags['GPSLatitude'];
  const longitude = tags['GPSLongitude'];
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return undefined;
  if (latitude === 0 && longitude === 0) return undefined;
  return `${latitude.toFixed(6)}, ${longitude.toFixed(6)}`;
}

function altitude(metres: unknown): string | undefined {
  return typeof metres === 'number' ? `${Math.round(metres)} m` : undefined;
}

function text(tags: Tags, name: string): string | undefined {
  const value = tags[name];
  if (typeof value === 'number') return String(value);
  const words = typeof value === 'string' ? value.trim() : '';
  return words === '' || saysNothing.test(words) ? undefined : words;
}

/** What cameras write where they have nothing to say. */
const saysNothing =
  /^(?:unknown|undef|n\/a|----|0000|not defined|default|uncalibrated|\d$|olympus digital camera$|samsung camera pictures$)/i;

function withUnit(value: string | undefined, unit: string): string | undefined {
  return value === undefined ? undefined : value + unit;
}

function before(prefix: string, value: string | undefined): string | undefined {
  return value === undefined ? undefined : prefix + value;
}

function unlessZero(value: string | undefined): string | undefined {
  return value !== undefined && Number.parseFloat(value) === 0 ? undefined : value;
}

function positive(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null;
}
