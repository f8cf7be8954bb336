import { address, onUnlessSaid, text, type OptionsFor } from '@homeroll/options/option';
import { z } from 'zod';
import { folderAtPlace, verifyCertificate } from '../place-options.ts';

/** How a bucket is set up. */
export interface S3Settings {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly folder: string;
  readonly pathStyle: boolean;
  readonly acl: string | undefined;
  readonly verifyCertificate: boolean;
}

export const s3Options: OptionsFor<S3Settings> = {
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
