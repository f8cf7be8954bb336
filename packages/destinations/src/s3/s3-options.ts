import { address, text, type Option } from '@homeroll/options/option';
import { z } from 'zod';
import { folderAtPlace, onUnlessSaid, verifyCertificate } from '../place-options.ts';

/** How a bucket is set up. */
export const s3Options: {
  readonly endpoint: Option<string>;
  readonly region: Option<string>;
  readonly bucket: Option<string>;
  readonly accessKeyId: Option<string>;
  readonly secretAccessKey: Option<string>;
  readonly folder: Option<string>;
  readonly pathStyle: Option<boolean>;
  readonly acl: Option<string | undefined>;
  readonly verifyCertificate: Option<boolean>;
} = {
  endpoint: {
    summary: 'The address of the S3 service, without the bucket: https://s3.eu-central-1.amazonaws.com',
    value: 'address',
    schema: address,
    input: 'address',
  },
  region: {
    summary: 'The region of the bucket',
    value: 'region',
    schema: text.default('us-east-1'),
    fallback: 'us-east-1',
  },
  bucket: {
    summary: 'The bucket that files are published to; it has to be there',
    value: 'name',
    schema: z
      .string()
      .trim()
      .regex(/^[\w.-]+$/, 'is no name of a bucket'),
  },
  accessKeyId: { summary: 'The id of the access key', value: 'id', schema: text },
  secretAccessKey: { summary: 'The secret of the access key', value: 'secret', schema: text, secret: true },
  folder: folderAtPlace('What all names in the bucket begin with'),
  pathStyle: onUnlessSaid(
    'Write the bucket behind the address (https://s3.example.org/bucket); else before it (https://bucket.s3.example.org)',
  ),
  acl: {
    summary:
      'Makes each file readable for everybody, where the service takes access lists and the bucket itself is closed',
    value: 'list',
    schema: z.enum(['public-read'], 'is not public-read').optional(),
    choices: ['public-read'],
  },
  verifyCertificate,
};
