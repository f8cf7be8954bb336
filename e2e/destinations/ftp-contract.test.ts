import { describe } from 'vitest';
import { loginServers } from '../servers/login-servers.ts';
import { describeContract } from './describe-contract.ts';

describe('B6, B8: the contract of a file store is kept by FTP at', () => {
  describeContract(loginServers.filter(({ kind }) => kind === 'ftp'));
});
