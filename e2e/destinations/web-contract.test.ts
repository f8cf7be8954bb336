import { describe } from 'vitest';
import { webServers } from '../servers/web-servers.ts';
import { describeContract } from './describe-contract.ts';

describe('B6, B9, B11, B13: the contract of a file store is kept over HTTP at', () => {
  describeContract(webServers);
});
