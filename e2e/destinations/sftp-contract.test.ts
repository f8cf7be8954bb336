import { describe } from 'vitest';
import { loginServers } from '../servers/login-servers.ts';
import { describeContract } from './describe-contract.ts';

describe('B6, B10: the contract of a file store is kept by SFTP at', () => {
  describeContract(loginServers.filter(({ kind }) => kind === 'sftp'));
});
